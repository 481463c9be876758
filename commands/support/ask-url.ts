import { execFileSync } from "node:child_process";
import { get } from "node:http";

const SECONDS_PER_ANSWER = 10;

/**
 * The HTTP status that a URL is answered with; redirects are not followed.
 * Like the health check of a rollout it honours SLIPWAY_RESOLVER: see constructs/rollout/scripts/await-healthy.sh.
 * @returns what went wrong, in words, if there is no answer
 */
export function askUrl(url: URL): Promise<number | string> {
  return new Promise((resolve) => {
    try {
      const { hostname, port, pathname, search, host } = url;
      const peer = findPeer(hostname, port || "80");
      const request = get(
        { ...peer, path: pathname + search, headers: { host }, timeout: SECONDS_PER_ANSWER * 1000 },
        (response) => {
          response.destroy();
          resolve(response.statusCode ?? 0);
        },
      );
      request.on("timeout", () => request.destroy(new Error(`no answer within ${SECONDS_PER_ANSWER} s`)));
      request.on("error", (error: NodeJS.ErrnoException) =>
        resolve(error.message || (error.code ?? "no answer")),
      );
    } catch (error) {
      resolve((error as Error).message);
    }
  });
}

function findPeer(hostname: string, port: string): { host: string; port: string } {
  const [resolver, ...args] = (process.env.SLIPWAY_RESOLVER ?? "").split(" ").filter(Boolean);
  if (resolver === undefined) return { host: hostname, port };
  const answer = execFileSync(resolver, [...args, hostname], { encoding: "utf8" })
    .trim()
    .split("\n")
    .at(-1)!;
  const [host = "", given = port] = answer.split(":");
  return { host, port: given };
}
