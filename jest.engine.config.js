/**
 * Tests that need a Docker engine, apart from `npm test` since they take minutes.
 * @type {import("jest").Config}
 */
module.exports = {
  ...require("./jest.config.js"),
  testMatch: ["**/*.engine.test.ts"],
  testPathIgnorePatterns: ["/node_modules/"],
};
