import base from "./jest.config.js";

/** The slow tests: whole rollouts, applied by Terraform. @type {import("jest").Config} */
export default {
  ...base,
  testMatch: ["**/*.rollout.test.ts"],
  testPathIgnorePatterns: [],
  testTimeout: 120_000,
};
