import { ChildProcess, spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { createServer, Server } from "node:http";
import { createRequire } from "node:module";
import { AddressInfo, connect } from "node:net";
import * as path from "node:path";
import { makeFolder } from "../../../support/folders";

const INSTALL = path.resolve("__tests__/longer/state/azurite");
const ACCOUNT = "slipwaystate";

/** Why the suite cannot run here; undefined if it can. */
export function whyNot(): string | undefined {
  if (spawnSync("terraform", ["version"], { stdio: "ignore" }).error) return "Terraform is not installed";
  if (process.platform !== "linux") {
    return "Terraform takes the certificate of a test server from SSL_CERT_FILE on Linux only";
  }
  if (!existsSync(path.join(INSTALL, "node_modules/azurite"))) {
    return "Azurite is not installed: npm ci --prefix __tests__/longer/state/azurite";
  }
  return undefined;
}

/** A version of a blob: the current one, or a snapshot of an earlier one. */
export interface BlobVersion {
  readonly name: string;
  readonly snapshot: string | undefined;
}

/**
 * Azure's open-source blob server, Azurite, over TLS on a free port, and a proxy that takes every tunnel to it. So
 * Terraform speaks to the very host name it would speak to in Azure, on any machine, and reaches nothing else.
 *
 * Only the sign-in differs from Azure: a SAS token, since nothing here can issue Entra ID's.
 */
export class BlobServer {
  readonly accountName = ACCOUNT;
  private readonly folder = makeFolder();
  private readonly key = randomBytes(64).toString("base64");
  private readonly storage: StorageSdk = createRequire(`${INSTALL}/package.json`)("@azure/storage-blob");
  private certificate = { private: "", cert: "" };
  private azurite: ChildProcess | undefined;
  private proxy: Server | undefined;
  private port = 0;

  /** Starts it and makes a container. */
  static async start(containerName: string): Promise<BlobServer> {
    const server = new BlobServer();
    await server.prepareCertificate();
    server.proxy = await server.startProxy();
    await server.resume();
    await server.container(containerName).create();
    return server;
  }

  /** What Terraform is told by its environment. */
  get environment(): Record<string, string> {
    return {
      HTTPS_PROXY: `http://127.0.0.1:${(this.proxy?.address() as AddressInfo).port}`,
      NO_PROXY: "",
      ARM_SAS_TOKEN: this.sasToken(),
      SSL_CERT_FILE: path.join(this.folder, "cert.pem"),
    };
  }

  /** Ends the blob server as an outage would; what it holds stays. */
  async suspend(): Promise<void> {
    const { azurite } = this;
    this.azurite = undefined;
    if (!azurite || azurite.exitCode !== null) return;
    const ended = new Promise((resolve) => azurite.once("exit", resolve));
    azurite.kill("SIGTERM");
    await ended;
  }

  /** Starts the blob server, on the port it had before if it had one. */
  async resume(): Promise<void> {
    mkdirSync(path.join(this.folder, "data"), { recursive: true });
    this.azurite = spawn(
      process.execPath,
      [
        path.join(INSTALL, "node_modules/azurite/dist/src/blob/main.js"),
        ...["--location", path.join(this.folder, "data")],
        ...["--blobHost", "127.0.0.1", "--blobPort", String(this.port)],
        ...["--cert", path.join(this.folder, "cert.pem"), "--key", path.join(this.folder, "key.pem")],
        ...["--skipApiVersionCheck", "--disableTelemetry"],
      ],
      {
        env: { ...process.env, AZURITE_ACCOUNTS: `${ACCOUNT}:${this.key}` },
        stdio: ["ignore", "pipe", "pipe"],
      },
    );
    this.port = await portOf(this.azurite);
  }

  /** Ends everything and removes what they held. */
  async stop(): Promise<void> {
    await this.suspend();
    this.proxy?.close();
    this.proxy?.closeAllConnections();
  }

  /** The blobs of a container with all their versions, in the order of their age. */
  async versions(containerName: string): Promise<BlobVersion[]> {
    const found: BlobVersion[] = [];
    for await (const { name, snapshot } of this.container(containerName).listBlobsFlat({
      includeSnapshots: true,
    })) {
      found.push({ name, snapshot: snapshot || undefined });
    }
    return found;
  }

  /** The content of one version of a blob. */
  async read(containerName: string, { name, snapshot }: BlobVersion): Promise<string> {
    const blob = this.container(containerName).getBlobClient(name);
    const content = await (snapshot ? blob.withSnapshot(snapshot) : blob).downloadToBuffer();
    return content.toString("utf8");
  }

  private container(name: string): ContainerClient {
    const credential = new this.storage.StorageSharedKeyCredential(ACCOUNT, this.key);
    const url = `https://127.0.0.1:${this.port}/${ACCOUNT}`;
    const options = { tlsOptions: { ca: this.certificate.cert } };
    return new this.storage.BlobServiceClient(url, credential, options).getContainerClient(name);
  }

  private sasToken(): string {
    const { storage } = this;
    const credential = new storage.StorageSharedKeyCredential(ACCOUNT, this.key);
    const values = {
      expiresOn: new Date(Date.now() + 3_600_000),
      permissions: storage.AccountSASPermissions.parse("rwdlacup"),
      resourceTypes: "sco",
      services: "b",
    };
    return `?${storage.generateAccountSASQueryParameters(values, credential)}`;
  }

  private async prepareCertificate(): Promise<void> {
    const { generate } = createRequire(`${INSTALL}/package.json`)("selfsigned");
    this.certificate = await generate([{ name: "commonName", value: "localhost" }], {
      keySize: 2048,
      extensions: [
        { name: "basicConstraints", cA: true },
        {
          name: "subjectAltName",
          altNames: [
            { type: 2, value: `${ACCOUNT}.blob.core.windows.net` },
            { type: 7, ip: "127.0.0.1" },
          ],
        },
      ],
    });
    writeFileSync(path.join(this.folder, "cert.pem"), this.certificate.cert);
    writeFileSync(path.join(this.folder, "key.pem"), this.certificate.private, { mode: 0o600 });
  }

  private async startProxy(): Promise<Server> {
    const proxy = createServer();
    proxy.on("connect", (_request, client) => {
      const server = connect(this.port, "127.0.0.1", () => {
        client.write("HTTP/1.1 200 Connection Established\r\n\r\n");
        server.pipe(client).pipe(server);
      });
      server.on("error", () => client.destroy());
      client.on("error", () => server.destroy());
    });
    await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
    return proxy;
  }
}

/** Waits until Azurite says where it listens. */
function portOf(azurite: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    let output = "";
    const onData = (chunk: Buffer) => {
      output += chunk.toString();
      const port = /successfully listens on https:\/\/127\.0\.0\.1:(\d+)/.exec(output)?.[1];
      if (port) resolve(Number(port));
    };
    azurite.stdout?.on("data", onData);
    azurite.stderr?.on("data", onData);
    azurite.once("exit", (code) => reject(new Error(`Azurite ended with status ${code}: ${output}`)));
  });
}

/** The part of `@azure/storage-blob` in use. It is installed apart, so its own types may not be there to check with. */
interface StorageSdk {
  StorageSharedKeyCredential: new (account: string, key: string) => object;
  BlobServiceClient: new (
    url: string,
    credential: object,
    options: object,
  ) => { getContainerClient(name: string): ContainerClient };
  AccountSASPermissions: { parse(permissions: string): object };
  generateAccountSASQueryParameters(values: object, credential: object): { toString(): string };
}

interface ContainerClient {
  create(): Promise<unknown>;
  listBlobsFlat(options: object): AsyncIterable<{ name: string; snapshot?: string }>;
  getBlobClient(name: string): BlobClient;
}

interface BlobClient {
  withSnapshot(snapshot: string): BlobClient;
  downloadToBuffer(): Promise<Buffer>;
}
