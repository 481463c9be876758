import { limitTime } from "./time-limit";

/** An answer over HTTP. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

export interface Request {
  readonly method?: "GET" | "HEAD" | "POST";
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal: AbortSignal;
  readonly seconds?: number;
}

/** Why nobody answered. `code` is Node.js's, such as `ENOTFOUND`. */
export class Unanswered extends Error {
  constructor(
    host: string,
    readonly code: string,
  ) {
    super(`${host} did not answer (${code})`);
  }
}

const SECONDS_PER_ANSWER = 12;

/**
 * Asks a URL, through the proxy of HTTPS_PROXY unless NO_PROXY excepts the host, as Terraform and the Azure CLI do.
 * Redirects are not followed.
 * @throws Unanswered
 */
export async function request(url: string | URL, options: Request): Promise<Answer> {
  const { method = "GET", headers, body, signal, seconds = SECONDS_PER_ANSWER } = options;
  const limit = limitTime(signal, seconds);
  try {
    const response = await (
      await fetcher()
    )(url, {
      method,
      headers,
      body,
      redirect: "manual",
      signal: limit.signal,
    });
    return { status: response.status, headers: response.headers, text: await response.text() };
  } catch (error) {
    throw new Unanswered(new URL(url).host, codeOf(error, signal));
  } finally {
    limit.release();
  }
}

/** What went wrong below: `fetch` itself says only that it failed. */
function codeOf(error: unknown, signal: AbortSignal): string {
  const { name } = error as Error;
  if (name === "TimeoutError" || error === signal.reason) return "no answer in time";
  const {
    cause,
    code,
    message,
    errors = [],
  } = error as {
    cause?: unknown;
    code?: unknown;
    message?: string;
    errors?: { code?: unknown }[];
  };
  if (cause) return codeOf(cause, signal);
  const known = [code, errors[0]?.code].find((one) => typeof one === "string" && !one.startsWith("UND_"));
  return String(known ?? message);
}

let proxied: Promise<typeof fetch> | undefined;

/** Node.js's own `fetch` heeds a proxy only since 22.21 and 24.5, and only if it is told so when it starts. */
function fetcher(): Promise<typeof fetch> {
  const { HTTPS_PROXY, https_proxy, NODE_USE_ENV_PROXY } = process.env;
  if (!(HTTPS_PROXY || https_proxy) || NODE_USE_ENV_PROXY === "1") return Promise.resolve(fetch);
  return (proxied ??= import("undici").then((undici) => {
    const dispatcher = new undici.EnvHttpProxyAgent();
    return ((url, init) =>
      undici.fetch(
        url as string,
        { ...init, dispatcher } as Parameters<typeof undici.fetch>[1],
      )) as typeof fetch;
  }));
}
