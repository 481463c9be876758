const { availableParallelism } = require("node:os");

/** @type {import("jest").Config} */
module.exports = {
  testEnvironment: "<rootDir>/__tests__/support/jest/environment.js",
  runtime: "<rootDir>/__tests__/support/jest/runtime.js",
  roots: ["<rootDir>/__tests__"],
  testMatch: ["**/*.test.ts"],
  testPathIgnorePatterns: [
    "/node_modules/",
    "\\.(deploy|doctor|engine|https|local|package|rollout|state)\\.test\\.ts$",
  ],
  transform: {
    "\\.ts$": ["@swc/jest", { jsc: { parser: { syntax: "typescript" }, target: "es2022" } }],
  },
  // Some of the time is waiting: for a program that was started, or a clock. As a number: jest takes "150%" for 150 workers.
  maxWorkers: Math.ceil(availableParallelism() * 1.5),
  // Terraform runs in these tests; a busy machine must not fail them.
  testTimeout: 60_000,
  // A snapshot is written by a person who then reads its diff, never by a test run.
  ci: true,
};
