import { text } from "node:stream/consumers";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { copyImage } from "../../../commands/support/copy-image";
import { RegistryClient } from "../../../constructs/image/publish/registry-client.cjs";
import { describeWith } from "../../support/programs";
import { login, pushImage, sha256, startRegistry } from "../../support/registry";
import { serve } from "../../support/web-server";

describeWith("docker-registry", ["--version"], "With a real registry that wants a login,", () => {
  let source: RegistryClient;
  let target: RegistryClient;
  let targetServer: string;
  beforeAll(async () => {
    source = new RegistryClient(await startRegistry(), "team/hello", login);
    targetServer = await startRegistry();
    target = new RegistryClient(targetServer, "hello", login);
  });

  test("tags and digests are those of the registry", async () => {
    expect(await source.tags()).toEqual([]);
    const digest = await pushImage(source, "one", ["v1", "latest"]);
    expect(await source.tags()).toEqual(["latest", "v1"]);
    expect(await source.digest("v1")).toBe(digest);
    expect(await source.digest(digest)).toBe(digest);
    expect(await source.digest("v2")).toBeUndefined();
  });

  test("a copy has the digest of the original, and a second copy sends nothing", async () => {
    const digest = await pushImage(source, "two", []);
    await copyImage(source, target, digest);
    expect(await target.digest(digest)).toBe(digest);
    expect((await target.manifest(digest)).bytes).toEqual((await source.manifest(digest)).bytes);
    // Without a login the source would refuse to be read.
    await copyImage(new RegistryClient("127.0.0.1:1", "hello"), target, digest);
  });

  test("a copy of an index has all of its images", async () => {
    const parts = [await pushImage(source, "amd64", []), await pushImage(source, "arm64", [])];
    const mediaType = "application/vnd.oci.image.index.v1+json";
    const manifests = await Promise.all(
      parts.map(async (digest) => {
        const manifest = await source.manifest(digest);
        return { digest, mediaType: manifest.mediaType, size: manifest.bytes.length };
      }),
    );
    const bytes = new Uint8Array(Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType, manifests })));
    const digest = sha256(bytes);
    await source.putManifest(digest, { digest, mediaType, bytes });
    await copyImage(source, target, digest);
    for (const part of [digest, ...parts]) expect(await target.digest(part)).toBe(part);
  });

  test("a wrong password is refused without being shown", async () => {
    const stranger = new RegistryClient(targetServer, "hello", { username: "push-hello", password: "wr0ng" });
    const error: Error = await stranger.tags().then(
      () => new Error("was let in"),
      (refusal) => refusal,
    );
    expect(error.message).toMatch(/^The registry .* \(repository hello\): it does not accept the login\.$/);
    expect(error.message).not.toContain("wr0ng");
    await expect(new RegistryClient(targetServer, "hello").tags()).rejects.toThrow(
      "it wants a login and there is none",
    );
  });
});

test("a layer waits for its upload to begin, though memory is collected meanwhile", async () => {
  setFlagsFromString("--expose-gc");
  const collect: () => void = runInNewContext("gc");
  const received: string[] = [];
  const port = await serve(async (request, response) => {
    if (request.method === "GET") return void response.end("layer");
    if (request.method === "POST") {
      collect();
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    received.push(`${request.method} ${await text(request)}`);
    response.writeHead(202, { location: "/v2/hello/blobs/uploads/1" }).end();
  });
  const client = new RegistryClient(`127.0.0.1:${port}`, "hello");
  await client.putBlob(sha256(Buffer.from("layer")), await client.blob("layer"));
  expect(received).toEqual(["POST ", "PATCH layer", "PUT "]);
});

/** A registry that gives tokens for logins as Azure's does. */
async function tokenRegistry(realm: (own: string) => string): Promise<{ server: string; seen: string[] }> {
  const seen: string[] = [];
  const basic = `Basic ${Buffer.from(`${login.username}:${login.password}`).toString("base64")}`;
  const port = await serve((request, response) => {
    seen.push(`${request.method} ${request.url}`);
    const { authorization, host } = request.headers;
    if (request.url?.startsWith("/oauth2/token")) {
      response
        .writeHead(authorization === basic ? 200 : 401)
        .end(JSON.stringify({ access_token: "a-token" }));
    } else if (authorization !== "Bearer a-token") {
      const challenge = `Bearer realm="${realm(`http://${host}`)}",service="own",scope="repository:hello:pull"`;
      response.writeHead(401, { "www-authenticate": challenge }).end();
    } else if (request.url?.includes("last=")) {
      response.writeHead(200).end(JSON.stringify({ tags: ["v1"] }));
    } else {
      const link = '</v2/hello/tags/list?last=latest>; rel="next"';
      response.writeHead(200, { link }).end(JSON.stringify({ tags: ["v2", "latest"] }));
    }
  });
  return { server: `127.0.0.1:${port}`, seen };
}

describe("With a registry that wants a token,", () => {
  test("the login is changed for one, for the scope that is asked for, and every page is read", async () => {
    const { server, seen } = await tokenRegistry((own) => `${own}/oauth2/token`);
    expect(await new RegistryClient(server, "hello", login).tags()).toEqual(["latest", "v1", "v2"]);
    expect(seen).toEqual([
      "GET /v2/hello/tags/list",
      "GET /oauth2/token?service=own&scope=repository%3Ahello%3Apull",
      "GET /v2/hello/tags/list",
      "GET /v2/hello/tags/list?last=latest",
    ]);
  });

  test("the login is not sent to another host", async () => {
    const other = await tokenRegistry((own) => own);
    const { server } = await tokenRegistry(() => `http://${other.server}/oauth2/token`);
    await expect(new RegistryClient(server, "hello", login).tags()).rejects.toThrow(
      "it wants a kind of login that is not known here",
    );
    expect(other.seen).toEqual([]);
  });
});

test("a registry that does not answer is named", async () => {
  await expect(new RegistryClient("127.0.0.1:1", "hello").tags()).rejects.toThrow(
    /^The registry 127\.0\.0\.1:1 \(repository hello\): .+/,
  );
});

test("a registry in trouble is asked again", async () => {
  let asked = 0;
  const port = await serve((_, response) => {
    response.writeHead(asked++ === 0 ? 503 : 200).end(JSON.stringify({ tags: ["v1"] }));
  });
  expect(await new RegistryClient(`127.0.0.1:${port}`, "hello").tags()).toEqual(["v1"]);
  expect(asked).toBe(2);
});
