/** The slow tests: whole rollouts, applied by Terraform. @type {import("jest").Config} */
module.exports = {
  ...require("./jest.config.js"),
  testMatch: ["**/*.rollout.test.ts"],
  testPathIgnorePatterns: [],
  testTimeout: 120_000,
};
