import { readFileSync } from "node:fs";
import { DOCKER_HUB, parseImageReference } from "../../core/image-reference";
import { asBlocks } from "../../core/terraform/json";
import { templateOf, WORKLOADS } from "../../core/terraform/resource-kinds";
import { Check, NotAsked, pass, warn } from "../examination/check";
import { Declared, isKnown } from "../examination/declared";
import { imagesToBuild } from "../examination/images-to-build";
import { request } from "../asking/http";

/** With fewer than this many pulls left, a build and a group or two may use them up. */
const FEW = 5;

export const dockerHub: Check = {
  id: "docker-hub",
  name: "pulls from Docker Hub",
  remedy: "docker login, or cacheRules on the registry",
  run: async (on) => {
    const declared = await on.declared();
    const built = imagesToBuild(declared).filter(({ dockerfile }) => basesOf(dockerfile).some(isOnDockerHub));
    const run = runImages(declared).filter(isOnDockerHub);
    if (built.length === 0 && run.length === 0)
      throw new NotAsked("nothing that is declared comes from there");
    const { limit, remaining, status } = await pullsLeft(on.signal);
    const who = built.length > 0 ? "this machine builds from it" : `Azure pulls ${run[0]} from it`;
    const fix = [
      ...(built.length > 0 ? ["docker login, for a limit of your own"] : []),
      "To be rid of it, pull through your own registry: cacheRules on the registry (docs/registry.md).",
    ];
    if (status === 429 || (remaining !== undefined && remaining < FEW)) {
      return warn(
        `Docker Hub lets this address pull ${remaining ?? "no"} more images for now, and ${who}.`,
        fix,
      );
    }
    // Azure pulls from addresses of its own, which others use too: nobody can ask how many pulls they have left.
    return pass(
      remaining === undefined
        ? "There is no limit for this address."
        : `${remaining} of ${limit} are left for this address`,
    );
  },
};

/** Asking does not count as a pull. Source: Docker documentation, "Docker Hub pull usage and limits" (view pull rate and limit). */
async function pullsLeft(signal: AbortSignal) {
  const scope = "repository:ratelimitpreview/test:pull";
  const login = await request(`https://auth.docker.io/token?service=registry.docker.io&scope=${scope}`, {
    signal,
  });
  const { token } = JSON.parse(login.text) as { token?: string };
  const { headers, status } = await request(
    "https://registry-1.docker.io/v2/ratelimitpreview/test/manifests/latest",
    {
      method: "HEAD",
      headers: { authorization: `Bearer ${token}` },
      signal,
    },
  );
  const numberIn = (name: string) => {
    const [, found] = /^(\d+)/.exec(headers.get(name) ?? "") ?? [];
    return found === undefined ? undefined : Number(found);
  };
  return { limit: numberIn("ratelimit-limit"), remaining: numberIn("ratelimit-remaining"), status };
}

function isOnDockerHub(image: string): boolean {
  return parseImageReference(image)?.server === DOCKER_HUB;
}

/** The images that a Dockerfile builds on; those of its own stages and of its arguments aside. */
function basesOf(dockerfile: string): string[] {
  let text: string;
  try {
    text = readFileSync(dockerfile, "utf8");
  } catch {
    return [];
  }
  const froms = [...text.matchAll(/^\s*FROM\s+(?:--\S+\s+)*(\S+)(?:\s+AS\s+(\S+))?/gim)];
  const stages = new Set(froms.map(([, , stage]) => stage?.toLowerCase()));
  return froms.flatMap(([, image = ""]) =>
    image === "scratch" || stages.has(image.toLowerCase()) || image.includes("$") ? [] : [image],
  );
}

/** What container groups and container apps run. */
function runImages(declared: Declared): string[] {
  return WORKLOADS.flatMap((type) => declared.of(type))
    .map(({ attributes }) => templateOf(attributes))
    .flatMap(({ container, init_container }) => [...asBlocks(container), ...asBlocks(init_container)])
    .map(({ image }) => image)
    .filter(isKnown);
}
