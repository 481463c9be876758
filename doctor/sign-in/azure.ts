import { once } from "../../core/once";
import { asJson, parseJson } from "../../core/terraform/json";
import { Answer, request } from "../asking/http";
import { Cloud, findCloud } from "./cloud";
import { Asking, SignInError, Token, tokenFor } from "./credential";

/** Whether what Azure was asked for is there. */
export type Found<T> =
  { readonly status: 200; readonly body: T } | { readonly status: 404; readonly body?: undefined };

/** Why Azure did not say what it was asked for. */
export class AzureError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    asked: string,
  ) {
    super(
      status === 403
        ? `you may not read ${asked} (${code})`
        : status === 429
          ? `Azure wants to be asked less often (${asked})`
          : `Azure answered ${asked} with status ${status}${code ? `, ${code}` : ""}`,
    );
  }
}

/** The names that may be asked for: the only questions that are no reading, and they change nothing either. */
const AVAILABILITY = /\/check(NameAvailability|TrafficManagerNameAvailabilityV2)$/;

/** Who signs in where. */
export interface SigningIn {
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  /** Is told every token. */
  conceal(secret: string): void;
  /** @default - the one that the environment names */
  readonly cloud?: Cloud;
}

/** Azure's REST API, as whoever is signed in. It only reads, and asks whether names are free. */
export class Azure {
  private readonly storageToken = once(() => tokenFor(() => "https://storage.azure.com", this.asking));

  private constructor(
    readonly cloud: Cloud,
    private readonly signedIn: Token,
    /** The subscription that is asked about. */
    readonly subscription: string,
    private readonly asking: Asking & Pick<SigningIn, "conceal">,
  ) {}

  /**
   * Signs in as Terraform would.
   * @throws SignInError
   */
  static async signIn(on: SigningIn): Promise<Azure> {
    const cloud = once(async () => on.cloud ?? (await findCloud(on.env, on.signal)));
    const asking = { env: on.env, signal: on.signal, conceal: on.conceal.bind(on), cloud };
    const token = await tokenFor(({ audience }) => audience, asking);
    on.conceal(token.token);
    const subscription = on.env.ARM_SUBSCRIPTION_ID || token.subscription;
    if (!subscription)
      throw new SignInError("Nothing says which subscription to deploy to.", [
        "export ARM_SUBSCRIPTION_ID=…",
      ]);
    return new Azure(await cloud(), token, subscription, asking);
  }

  /**
   * The object id of who signed in, as the token has it.
   * Source: Microsoft identity platform documentation, "Access token claims reference".
   */
  get principal(): string | undefined {
    const [, claims = ""] = this.signedIn.token.split(".");
    const { oid } = asJson(parseJson(Buffer.from(claims, "base64url").toString())) as { oid?: string };
    return oid;
  }

  /** Reads something of the subscription: `path` is what follows its id. */
  get<T>(path: string, apiVersion: string): Promise<Found<T>> {
    return this.read<T>(`/subscriptions/${this.subscription}${path}`, apiVersion);
  }

  /** Reads something by its whole id. */
  async read<T>(id: string, apiVersion: string): Promise<Found<T>> {
    const answer = await this.ask("GET", id, apiVersion);
    if (answer.status === 404) return { status: 404 };
    return { status: 200, body: checked<T>(answer, id) };
  }

  /** Reads a list to its end. Source: Azure REST API Reference, "Async operations, throttling, and paging" (nextLink). */
  async list<T>(path: string, apiVersion: string): Promise<T[]> {
    const all: T[] = [];
    let next: string | undefined = `/subscriptions/${this.subscription}${path}`;
    while (next !== undefined) {
      const answer: Answer = await this.ask("GET", next, apiVersion);
      if (answer.status === 404) return all;
      const { value, nextLink } = checked<{ value: T[]; nextLink?: string | null }>(answer, path);
      all.push(...value);
      // Only Azure itself gets the token.
      next =
        nextLink && nextLink.startsWith(`${this.cloud.resourceManager}/`)
          ? nextLink.slice(this.cloud.resourceManager.length)
          : undefined;
    }
    return all;
  }

  /** Asks whether a name is free. */
  async isAvailable(
    path: string,
    apiVersion: string,
    body: { readonly name: string; readonly type: string },
  ) {
    if (!AVAILABILITY.test(path)) throw new Error(`${path} is no question for a name.`);
    const answer = await this.ask(
      "POST",
      `/subscriptions/${this.subscription}${path}`,
      apiVersion,
      JSON.stringify(body),
    );
    return checked<{ nameAvailable: boolean; reason?: string; message?: string }>(answer, path);
  }

  /** Asks the blobs of a storage account. Source: Azure documentation, "Authorize with Microsoft Entra ID" (Azure Storage). */
  async blobs(account: string, path: string): Promise<Answer> {
    const { token } = await this.storageToken();
    this.asking.conceal(token);
    return request(`https://${account}.blob.${this.cloud.storageSuffix}/${path}`, {
      headers: { authorization: `Bearer ${token}`, "x-ms-version": "2021-12-02" },
      signal: this.asking.signal,
    });
  }

  private ask(method: "GET" | "POST", target: string, apiVersion: string, body?: string): Promise<Answer> {
    const url = new URL(this.cloud.resourceManager + target);
    if (!url.searchParams.has("api-version")) url.searchParams.set("api-version", apiVersion);
    const headers = { authorization: `Bearer ${this.signedIn.token}`, "content-type": "application/json" };
    return request(url, { method, headers, body, signal: this.asking.signal });
  }
}

function checked<T>({ status, text }: Answer, asked: string): T {
  const body = parseJson(text) as { error?: { code?: string } } | undefined;
  if (status === 200 && body !== undefined) return body as T;
  const what = asked.replace(/^\/subscriptions\/[^/]+/, "").replace(/\?.*/, "") || "the subscription";
  throw new AzureError(status, body?.error?.code ?? "", what);
}
