import { CommandError } from "./command-line";

/** A login to a registry. */
export interface Login {
  readonly username: string;
  readonly password: string;
}

/** A manifest as the registry keeps it, to the byte: its digest is the hash of exactly these bytes. */
export interface Manifest {
  readonly digest: string;
  readonly mediaType: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

const MANIFEST_TYPES = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.docker.distribution.manifest.v2+json",
].join(", ");

const SECONDS_PER_ANSWER = 60;

/**
 * One repository of a registry, over the registry's HTTP API.
 *
 * Sources: OCI Distribution Specification 1.1; Azure Container Registry, "Getting Bearer token using Basic
 * Authentication" (a 401 names a token endpoint, which takes the login and gives a token for the scope).
 */
export class RegistryClient {
  private readonly base: URL;
  private authorization?: string;

  /** @param server the registry's host, and port if any; this machine's own is asked over plain HTTP, as Docker does */
  constructor(
    private readonly server: string,
    private readonly repository: string,
    private readonly login?: Login,
  ) {
    const scheme = /^(localhost|127\.[0-9.]+)(:|$)/.test(server) ? "http" : "https";
    this.base = new URL(`${scheme}://${server}/v2/${repository}/`);
  }

  /** All tags, sorted; none for a repository that does not exist. */
  async tags(): Promise<string[]> {
    const tags: string[] = [];
    let page: URL | undefined = this.at("tags/list");
    while (page) {
      const response: Response = await this.ask(page, {}, [404]);
      if (response.status === 404) return [];
      tags.push(...(((await response.json()) as { tags: string[] | null }).tags ?? []));
      const [, next] = /<([^>]+)>;\s*rel="?next"?/.exec(response.headers.get("link") ?? "") ?? [];
      page = next === undefined ? undefined : new URL(next, page);
    }
    return tags.sort();
  }

  /** The digest behind a tag, or a digest that exists; undefined if there is no such image. */
  async digest(reference: string): Promise<string | undefined> {
    const init = { method: "HEAD", headers: { accept: MANIFEST_TYPES } };
    const response = await this.ask(this.at(`manifests/${reference}`), init, [404]);
    if (response.status === 404) return undefined;
    return response.headers.get("docker-content-digest") ?? (await this.manifest(reference)).digest;
  }

  /** The manifest behind a tag or digest. */
  async manifest(reference: string): Promise<Manifest> {
    const headers = { accept: MANIFEST_TYPES };
    const response = await this.ask(this.at(`manifests/${reference}`), { headers });
    const bytes = new Uint8Array(await response.arrayBuffer());
    const hash = Buffer.from(await crypto.subtle.digest("SHA-256", bytes)).toString("hex");
    return {
      bytes,
      digest: `sha256:${hash}`,
      mediaType: response.headers.get("content-type") ?? "",
    };
  }

  /** Stores a manifest under its digest, or under a tag. */
  async putManifest(reference: string, { mediaType, bytes }: Manifest): Promise<void> {
    const headers = { "content-type": mediaType };
    await this.ask(this.at(`manifests/${reference}`), { method: "PUT", headers, body: bytes });
  }

  async hasBlob(digest: string): Promise<boolean> {
    return (await this.ask(this.at(`blobs/${digest}`), { method: "HEAD" }, [404])).ok;
  }

  async blob(digest: string): Promise<ReadableStream<Uint8Array>> {
    // A layer may take long: only its start is timed.
    return (await this.ask(this.at(`blobs/${digest}`))).body!;
  }

  /** Uploads a blob. The registry refuses it if its content is not what the digest says. */
  async putBlob(
    digest: string,
    content: ReadableStream<Uint8Array> | Uint8Array<ArrayBuffer>,
  ): Promise<void> {
    const started = await this.ask(this.at("blobs/uploads/"), { method: "POST" });
    const headers = { "content-type": "application/octet-stream" };
    const streamed = { method: "PATCH", headers, body: content, duplex: "half" } as RequestInit;
    const uploaded = await this.ask(this.location(started), streamed);
    const end = this.location(uploaded);
    end.searchParams.set("digest", digest);
    await this.ask(end, { method: "PUT" });
  }

  private at(path: string): URL {
    return new URL(path, this.base);
  }

  private location(response: Response): URL {
    const url = new URL(response.headers.get("location") ?? "", this.base);
    // The login goes with the next request.
    if (url.host !== this.base.host) throw this.error(`it sends an upload to another host, ${url.host}`);
    return url;
  }

  /** Asks, after logging in if the registry wants that. `allowed` are statuses besides success that the caller knows. */
  private async ask(url: URL, init: RequestInit = {}, allowed: number[] = []): Promise<Response> {
    let response = await this.send(url, init);
    if (response.status === 401) {
      await this.logIn(response);
      response = await this.send(url, init);
      if (response.status === 401) throw this.error("it does not accept the login");
    }
    if (response.ok || allowed.includes(response.status)) return response;
    const body = init.method === "HEAD" ? "" : (await response.text()).slice(0, 300);
    throw this.error(
      `${init.method ?? "GET"} ${url.pathname} was answered with ${response.status} ${body}`.trim(),
    );
  }

  private async send(url: URL, init: RequestInit): Promise<Response> {
    const headers = new Headers(init.headers);
    if (this.authorization) headers.set("authorization", this.authorization);
    const controller = new AbortController();
    const late = setTimeout(() => controller.abort(), SECONDS_PER_ANSWER * 1000);
    // An upload's answer comes after its content, however long that takes.
    if (init.method === "PATCH") clearTimeout(late);
    try {
      return await fetch(url, { ...init, headers, signal: controller.signal });
    } catch (error) {
      const { cause, message } = error as Error & { cause?: Error };
      throw this.error(
        controller.signal.aborted
          ? `no answer within ${SECONDS_PER_ANSWER} s`
          : cause?.message || (cause as NodeJS.ErrnoException | undefined)?.code || message,
      );
    } finally {
      clearTimeout(late);
    }
  }

  private async logIn(refusal: Response): Promise<void> {
    const challenge = refusal.headers.get("www-authenticate") ?? "";
    if (!this.login) throw this.error("it wants a login and there is none");
    const { username, password } = this.login;
    const basic = `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
    if (/^basic\b/i.test(challenge)) {
      this.authorization = basic;
      return;
    }
    const parameters = Object.fromEntries(
      [...challenge.matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value]) => [name, value]),
    ) as { realm?: string; service?: string; scope?: string };
    const realm = URL.canParse(parameters.realm ?? "") ? new URL(parameters.realm!) : undefined;
    if (!/^bearer\b/i.test(challenge) || realm?.host !== this.base.host) {
      throw this.error("it wants a kind of login that is not known here");
    }
    if (parameters.service) realm.searchParams.set("service", parameters.service);
    if (parameters.scope) realm.searchParams.set("scope", parameters.scope);
    this.authorization = basic;
    const response = await this.send(realm, {});
    if (!response.ok) throw this.error(`it does not accept the login (${response.status})`);
    const { token, access_token } = (await response.json()) as { token?: string; access_token?: string };
    this.authorization = `Bearer ${access_token ?? token}`;
  }

  private error(what: string): CommandError {
    return new CommandError(`The registry ${this.server} (repository ${this.repository}): ${what}.`);
  }
}

interface Blob {
  readonly digest: string;
  /** Where it is instead of in the registry. */
  readonly urls?: readonly string[];
}

/** What an image's manifest, or an index of several, refers to. */
interface Parts {
  readonly manifests?: readonly { readonly digest: string }[];
  readonly config?: Blob;
  readonly layers?: readonly Blob[];
}

/**
 * Copies an image from one registry to another, unchanged: every manifest goes over to the byte, so that its digest
 * stays. What the target already has is not sent again.
 */
export async function copyImage(
  source: RegistryClient,
  target: RegistryClient,
  digest: string,
): Promise<void> {
  if ((await target.digest(digest)) !== undefined) return;
  const manifest = await source.manifest(digest);
  if (manifest.digest !== digest) {
    throw new CommandError(`The source registry answered ${digest} with another image, ${manifest.digest}.`);
  }
  const { manifests = [], config, layers = [] } = JSON.parse(Buffer.from(manifest.bytes).toString()) as Parts;
  for (const part of manifests) await copyImage(source, target, part.digest);
  for (const blob of [...layers, ...(config ? [config] : [])]) {
    if (blob.urls?.length || (await target.hasBlob(blob.digest))) continue;
    await target.putBlob(blob.digest, await source.blob(blob.digest));
  }
  await target.putManifest(digest, manifest);
}
