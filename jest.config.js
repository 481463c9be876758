/** @type {import("jest").Config} */
module.exports = {
  testEnvironment: "<rootDir>/__tests__/support/jest/environment.js",
  runtime: "<rootDir>/__tests__/support/jest/runtime.js",
  roots: ["<rootDir>/__tests__"],
  testMatch: ["**/*.test.ts"],
  testPathIgnorePatterns: [
    "/node_modules/",
    "\\.(deploy|engine|https|local|package|rollout|state)\\.test\\.ts$",
  ],
  transform: {
    "\\.ts$": ["@swc/jest", { jsc: { parser: { syntax: "typescript" }, target: "es2022" } }],
  },
  // Some of the time is waiting: for a program that was started, or a clock.
  maxWorkers: "150%",
  // Terraform runs in these tests; a busy machine must not fail them.
  testTimeout: 60_000,
  // A snapshot is written by a person who then reads its diff, never by a test run.
  ci: true,
};
