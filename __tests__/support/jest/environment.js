const { ModernFakeTimers } = require("@jest/fake-timers");
const { ModuleMocker } = require("jest-mock");

/** Where jest keeps what a test file sets: who is told of its tests, and their time limit. */
const SETTINGS_OF_FILE = ["EVENT_HANDLERS", "TEST_TIMEOUT_SYMBOL"];

/**
 * The globals of Node.js itself, for `runtime.js`. What a test file changes in them or in the process is put back after it;
 * what is new in them stays, since packages keep their state there.
 */
module.exports = class {
  global = globalThis;
  moduleMocker = new ModuleMocker(globalThis);
  #globals = Object.getOwnPropertyDescriptors(globalThis);
  #process = { exit: process.exit, env: process.env, exitCode: process.exitCode };
  #variables = { ...process.env };
  #folder = process.cwd();

  constructor({ projectConfig: config }) {
    this.fakeTimersModern = new ModernFakeTimers({ config, global: globalThis });
  }

  async setup() {}

  async teardown() {
    this.fakeTimersModern.dispose();
    this.moduleMocker.restoreAllMocks();
    for (const name of SETTINGS_OF_FILE) delete globalThis[Symbol.for(name)];
    Object.defineProperties(globalThis, this.#globals);
    Object.assign(process, this.#process);
    for (const name of Object.keys(process.env)) delete process.env[name];
    Object.assign(process.env, this.#variables);
    process.chdir(this.#folder);
  }

  exportConditions() {
    return ["node", "node-addons"];
  }

  /** Not used: it only says that this environment is in use. */
  getVmContext() {
    return {};
  }
};
