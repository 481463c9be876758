const { compileFunction, constants } = require("node:vm");
const { createRequire, isBuiltin } = require("node:module");
const { default: Runtime } = require("jest-runtime");

/**
 * Loads the modules of a test file: those of the project anew for each file, packages once for all files of a worker, since
 * most of a small file's time is loading them. Both are plain modules of Node.js, as in the programs that are tested; jest's
 * own way, a V8 context for each file, would give each a different `Error` and `Array` from the packages'.
 */
module.exports = class extends Runtime {
  constructor(...args) {
    super(...args);
    this.executor.compile = (source, filename) =>
      compileFunction(source, this.executor.injectedModuleParameters, {
        filename,
        importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
      });
  }

  requireModuleOrMock(from, name) {
    return isPackage(name) ? createRequire(from)(name) : super.requireModuleOrMock(from, name);
  }

  requireInternalModule(from, name) {
    return isPackage(name) ? createRequire(from)(name) : super.requireInternalModule(from, name);
  }
};

function isPackage(name) {
  return name !== undefined && !/^[./]|^@jest\/globals$/.test(name) && !isBuiltin(name);
}
