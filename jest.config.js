/** @type {import("jest").Config} */
module.exports = {
  testEnvironment: "node",
  roots: ["<rootDir>/__tests__"],
  testMatch: ["**/*.test.ts"],
  // They need a Docker engine and minutes: jest.engine.config.js runs them.
  testPathIgnorePatterns: ["/node_modules/", "\\.engine\\.test\\.ts$"],
  transform: {
    "\\.ts$": ["@swc/jest", { jsc: { parser: { syntax: "typescript" }, target: "es2022" } }],
  },
  // A snapshot is written by a person who then reads its diff, never by a test run.
  ci: true,
};
