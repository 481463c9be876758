import { Cause, cause } from "./cause";

/** What building and pushing an image says. First of all causes, since a build may print anything by the way. */
export const publishingCauses: readonly Cause[] = [
  {
    matches:
      /fetch image version (\S+):(content-[0-9a-f]+) from registry: Got bad response from registry: 404/,
    says: ([, repository, tag]) => ({
      cause: `The registry has lost the tag ${tag} of ${repository}: somebody deleted it.`,
      remedy: [
        "Put it back, with no build, by an app and an environment that run it: npm run verify -- APP ENVIRONMENT --repair",
        "If the image itself is gone too, that says how to build it again.",
      ],
    }),
  },
  cause(
    /Got bad response from registry: 5\d\d/,
    "The registry did not answer as it should.",
    "Deploy again. If it goes on: az acr check-health --name REGISTRY, and https://azure.status.microsoft",
  ),
  cause(
    /Cannot connect to the Docker daemon|Error pinging Docker server|docker\.sock/,
    "No Docker engine answers where the image would be built.",
    "Start Docker, or say where it is: export DOCKER_HOST=$(docker context inspect --format '{{.Endpoints.docker.Host}}')",
  ),
  cause(
    /toomanyrequests|RegistryErrorResponse|pull rate limit/,
    "A registry, most likely Docker Hub, refuses more pulls for now.",
    "Wait some minutes and deploy again.",
    "To be rid of it, pull through your own registry: cacheRules on the registry in main.ts (docs/reference.md).",
  ),
  cause(
    /unauthorized: authentication required|denied: requested access|401 Unauthorized/,
    "The registry did not accept the login.",
    "If it was just made or its admin user just turned on, deploy again.",
    'With push: "dockerLogin" log in first: az acr login --name REGISTRY',
  ),
  {
    matches: /Error loading registry auth config:[^]*read (\S+): is a directory/,
    says: ([, folder]) => ({
      cause:
        "DOCKER_CONFIG names a folder, as Docker wants it; Terraform's docker provider takes it for the file.",
      remedy: [`Name the file, and deploy again: export DOCKER_CONFIG=${folder}/config.json`],
    }),
  },
  {
    matches: /(docker|az) \S+ (failed with status \d+|was ended by \S+)\. Its last words are above\.\s*$/,
    says: ([, program, how], { stack }) => ({
      cause: `${stack} did not build and push its image: ${program} ${how}. The registry and what runs are as they were.`,
      remedy: ["Read its last words above, mend what they name, and deploy again."],
    }),
  },
  {
    matches: /The registry (\S+) \(repository (\S+)\): ([^]*?)\.?\s*$/,
    says: ([, server, repository, what = ""]) => ({
      cause: `The registry ${server} did not serve ${repository}: ${what.replace(/\s+/g, " ")}. Nothing was pushed.`,
      remedy: ["See whether it can be reached from here and who may push to it, and deploy again."],
    }),
  },
];
