import * as path from "node:path";
import { Cause, cause } from "./cause";

/** What Terraform, its providers and its backends say by themselves. */
export const terraformCauses: readonly Cause[] = [
  // Before the lock, which then cannot be taken either.
  {
    matches: /no space left on device/,
    says: (_, { stack, terraform }) => ({
      cause: "The disk of this machine is full.",
      remedy: [
        "Make room on it, do not delete cdktf.out, and run the same command again.",
        `If errored.tfstate is in the folder of ${stack}, write it first: ${terraform} state push errored.tfstate`,
      ],
    }),
  },
  cause(
    /read-only file system|: permission denied/,
    "Terraform may not write where it has to, on this machine.",
    "Terraform's words name the file: give yourself the right to its folder, and run the same command again.",
  ),
  {
    matches: /Error acquiring the state lock/,
    says: (_, { error, stack, terraform }) => {
      const field = (name: string) => new RegExp(`${name}:\\s+(\\S.*)`).exec(error)?.[1]?.trim();
      const who = field("Who") ?? "Somebody";
      const since = field("Created");
      // The operating system takes the lock of a file away with the process that holds it.
      const isFile = /resource temporarily unavailable|another process has locked/.test(error);
      return {
        cause: `${who} is deploying ${stack}${since ? `, since ${since}` : ""}. Nothing was changed.`,
        remedy: [
          "Wait until that run is done, and run your command again.",
          ...(isFile
            ? [
                `The lock ends with the Terraform that holds it, on this machine: ps -ef | grep '${inProcesses(terraform)}'`,
              ]
            : [
                "Only if that run is really gone, because it was killed, lift its lock:",
                `  ${terraform} force-unlock ${field("ID") ?? "ID"}`,
              ]),
        ],
      };
    },
  },
  {
    matches: /Instance cannot be destroyed[^]*?Resource (\S+)/,
    says: ([, resource]) => ({
      cause: `The change would delete ${resource} with all that it holds, and main.ts protects it. Nothing was changed.`,
      remedy: [
        "To keep it, undo the change: a name, a location or a replication.",
        "To delete the files of a share: preventDestroy: false on AzureFileShare.create. State storage is never deleted.",
      ],
    }),
  },
  {
    matches: /Saved plan is stale/,
    says: (_, { stack }) => ({
      cause: `Somebody else changed ${stack} after it was planned here, so the plan no longer holds. It was not applied.`,
      remedy: ["Run the same command again. It plans anew."],
    }),
  },
  {
    matches: /Failed to (persist|save) state|errored\.tfstate/,
    says: (_, { stack, terraform }) => ({
      cause: `The state of ${stack} could not be written: its storage did not answer. Terraform kept it in errored.tfstate.`,
      remedy: [
        "Do not deploy again before it is written, and do not delete cdktf.out:",
        `  ${terraform} state push errored.tfstate`,
        "If that names a lock: the command force-unlock with its ID, then push again (docs/state.md, 'The storage went away').",
      ],
    }),
  },
  {
    matches: /The new container group is not healthy: (.*)/,
    says: ([, why], { error }) => ({
      cause: `The new container group did not become healthy: ${why} No traffic was moved to it.`.replace(
        "..",
        ".",
      ),
      remedy: [
        ...(/last answer: .*/.exec(error) ?? []),
        ...(/az container logs .*/.exec(error) ?? []).map((command) => `Its logs: ${command}`),
        "Mend the app or its health check in main.ts and deploy again. The group that failed goes with the next good deploy.",
      ],
    }),
  },
  {
    matches: /The new revision is not healthy: (.*)/,
    says: ([, why], { error }) => ({
      cause: `The new revision did not answer as it should: ${why}`,
      remedy: [
        ...(/last answer: .*/.exec(error) ?? []),
        ...(/az containerapp logs .*/.exec(error) ?? []).map((command) => `Its logs: ${command}`),
        "Azure gives it traffic only when its own probes pass. Which revision has it: npm run verify -- APP ENVIRONMENT",
        "Mend the app or its health check in main.ts and deploy again. A deploy of the same asks it again.",
      ],
    }),
  },
  {
    matches: /Unable to find remote state|No stored state was found/,
    says: (_, { stack }) => ({
      cause: `${stack} reads the outputs of a stack that is not deployed, or whose state is kept elsewhere now.`,
      remedy: [
        "Deploy it with all that it needs: npm run deploy -- --all",
        "If the backend was changed: docs/state.md, 'Move the state into it'.",
      ],
    }),
  },
  cause(
    /Backend configuration changed|Backend type changed|backend configuration has changed/i,
    "main.ts keeps the state elsewhere now, and the state is still where it was.",
    "Have it moved: npx cdktf deploy '*' --migrate-state --parallelism 1 (docs/state.md)",
  ),
  {
    matches: /No value for required variable[^]*?variable "([^"]+)"/,
    says: ([, name]) => ({
      cause: `The secret ${name} has no value.`,
      remedy: [`Give it in the environment: export TF_VAR_${name}=…`],
    }),
  },
  cause(
    /Required token could not be found|token.*app\.terraform\.io|invalid or no credentials for/i,
    "You are not logged in to HCP Terraform, where the state is.",
    "terraform login",
    "In CI instead: the environment variable TF_TOKEN_app_terraform_io (docs/state.md).",
  ),
  cause(
    /sav(ed|ing a generated) plans?[^.]*not[^.]*supported/i,
    "The state's HCP Terraform or Terraform Enterprise executes remotely, and keeps no plans that are applied later.",
    "Use cdktf there: npx cdktf deploy '*' --parallelism 1 (docs/deploy.md)",
  ),
  cause(
    /Failed to query available provider packages|Failed to install provider|(?<!provider\[")registry\.terraform\.io/,
    "Terraform could not get a provider.",
    "Check the network, HTTPS_PROXY and the mirror in your Terraform configuration (TF_CLI_CONFIG_FILE). Then run the same command again.",
  ),
  cause(
    /no such host|connection refused|i\/o timeout|TLS handshake timeout|dial tcp|x509:/,
    "Something that is needed could not be reached over the network.",
    "Check the network, HTTPS_PROXY, NO_PROXY and the machine's certificates. Then run the same command again.",
  ),
  cause(
    /expected "image_registry_credential\.0\.username" to not be an empty string/,
    "The app pulls as the registry's admin user, which was just turned on or is off.",
    "If it was just turned on, deploy again: Azure's answer reaches the outputs one deploy later.",
  ),
];

/** A pattern of grep's for the processes of a command that does not find grep's own. */
function inProcesses(command: string): string {
  const [first, ...rest] = path.basename(command.split(" ")[0]!);
  return `[${first}]${rest.join("")}`;
}
