import { execFileSync } from "node:child_process";
import { get as getHttp, RequestOptions } from "node:http";
import { get as getHttps } from "node:https";
import { TLSSocket } from "node:tls";

const SECONDS_PER_ANSWER = 10;

/** The certificate that a URL is answered with. */
export interface Certificate {
  readonly validTo: Date;
  /** Who issued it, for example `Let's Encrypt (R13)`. */
  readonly issuer: string;
  /** Why it is not trusted here, if it is not. */
  readonly fault?: string;
}

/** How a URL is answered. */
export interface Answer {
  /** The HTTP status, or what went wrong, in words, if there is no answer. */
  readonly status: number | string;
  /** With https. */
  readonly certificate?: Certificate;
}

/**
 * Asks a URL; redirects are not followed. A certificate that is not trusted is told, and asked all the same.
 * Like the health check of a rollout it honours SLIPWAY_RESOLVER: see constructs/rollout/scripts/await-healthy.sh.
 */
export function askUrl(url: URL): Promise<Answer> {
  const isHttps = url.protocol === "https:";
  let certificate: Certificate | undefined;
  return new Promise((resolve) => {
    const fail = (error: NodeJS.ErrnoException) =>
      resolve({ status: error.message || (error.code ?? "no answer"), certificate });
    try {
      const { hostname, port, pathname, search, host } = url;
      const options: RequestOptions = {
        ...findPeer(hostname, port || (isHttps ? "443" : "80")),
        path: pathname + search,
        headers: { host },
        timeout: SECONDS_PER_ANSWER * 1000,
      };
      const request = isHttps
        ? // Of one's own, since a connection that is taken up again shows no certificate.
          getHttps({ ...options, servername: hostname, rejectUnauthorized: false, agent: false })
        : getHttp(options);
      request.on("socket", (socket) => {
        if (socket instanceof TLSSocket)
          socket.once("secureConnect", () => (certificate = certificateOf(socket)));
      });
      request.on("response", (response) => {
        response.destroy();
        resolve({ status: response.statusCode ?? 0, certificate });
      });
      request.on("timeout", () => request.destroy(new Error(`no answer within ${SECONDS_PER_ANSWER} s`)));
      request.on("error", fail);
    } catch (error) {
      fail(error as Error);
    }
  });
}

function certificateOf(socket: TLSSocket): Certificate {
  const { issuer, valid_to } = socket.getPeerCertificate();
  const names = [issuer.O, issuer.CN].flat().filter((name) => name !== undefined);
  const [first = "unknown", ...rest] = names;
  return {
    validTo: new Date(valid_to),
    issuer: rest.length > 0 ? `${first} (${rest.join(", ")})` : first,
    fault: socket.authorized ? undefined : String(socket.authorizationError),
  };
}

function findPeer(hostname: string, port: string): { host: string; port: string } {
  const [resolver, ...args] = (process.env.SLIPWAY_RESOLVER ?? "").split(" ").filter(Boolean);
  if (resolver === undefined) return { host: hostname, port };
  const env = { ...process.env, PROBE_PORT: port };
  const answer = execFileSync(resolver, [...args, hostname], { encoding: "utf8", env })
    .trim()
    .split("\n")
    .at(-1)!;
  const [host = "", given = port] = answer.split(":");
  return { host, port: given };
}
