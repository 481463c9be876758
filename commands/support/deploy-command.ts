import { runCommand } from "./command-line";

/** Runs `deploy` or `destroy`: one command line, and one way through it. */
export function runDeployCommand(help: string, { destroy }: { destroy: boolean }): Promise<void> {
  return runCommand({
    help,
    positionals: ["[APP]", "[ENVIRONMENT]"],
    options: {
      all: { type: "boolean" },
      changed: { type: "string" },
      only: destroy ? { type: "boolean" } : undefined,
      skipDoctor: { type: "boolean" },
      yes: { type: "boolean", short: "y" },
      json: { type: "boolean" },
    },
    run: async (words, options) => {
      // It takes time to load, and help needs nothing of it.
      const { deployOrDestroy } = await import("./deploy-or-destroy.js");
      return deployOrDestroy({
        ...options,
        words,
        only: destroy && options.only,
        skipDoctor: destroy || options.skipDoctor,
        destroy,
      });
    },
  });
}
