import base from "./jest.config.js";

/** @type {import("jest").Config} */
export default {
  ...base,
  testMatch: ["**/__tests__/state/*.state.ts"],
  // Each test runs Terraform several times.
  testTimeout: 180_000,
  maxWorkers: 1,
};
