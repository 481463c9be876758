import { runCommand } from "./command-line";

/** Runs `deploy` or `destroy`: one command line, and one way through it. */
export function runDeployCommand(help: string, { destroy }: { destroy: boolean }): Promise<void> {
  return runCommand({
    help,
    positionals: ["[APP]", "[ENVIRONMENT]"],
    options: {
      all: { type: "boolean" },
      changed: { type: "string" },
      ...(destroy ? { only: { type: "boolean" } } : {}),
      "skip-doctor": { type: "boolean" },
      yes: { type: "boolean", short: "y" },
      json: { type: "boolean" },
    },
    run: async (words, { all, changed, only, yes, json, "skip-doctor": skipDoctor }) => {
      // It takes time to load, and help needs nothing of it.
      const { deployOrDestroy } = await import("./deploy-or-destroy.js");
      return deployOrDestroy({
        words,
        all: all === true,
        changed: changed as string | undefined,
        only: only === true,
        yes: yes === true,
        json: json === true,
        skipDoctor: destroy || skipDoctor === true,
        destroy,
      });
    },
  });
}
