/**
 * The longer tests, together or each kind with an npm script of its own: `deploy` and `doctor` need Terraform, `engine` Docker, `https` Docker, pebble
 * and Caddy, `local` Docker and git, `package` the registry of npm, `state` Azurite, `rollout` a registry.
 * @type {import("jest").Config}
 */
module.exports = {
  ...require("./jest.config.js"),
  testMatch: ["**/*.{deploy,doctor,engine,https,local,package,rollout,state}.test.ts"],
  testPathIgnorePatterns: ["/node_modules/"],
  testTimeout: 300_000,
};
