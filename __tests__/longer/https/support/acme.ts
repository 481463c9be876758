import { ChildProcess, execFileSync, spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { get } from "node:https";
import * as path from "node:path";
import { makeFolder } from "../../../support/folders";

/** Each worker of jest has ports of its own. */
const [API_PORT, MANAGEMENT_PORT, DNS_PORT, DNS_MANAGEMENT_PORT] = [0, 1, 2, 3].map(
  (i) => 14_000 + 10 * Number(process.env.JEST_WORKER_ID) + i,
);

/** A real ACME server (Let's Encrypt's pebble), with name servers whose records a test sets. */
export class AcmeServer {
  private readonly running: ChildProcess[] = [];
  private readonly folder = makeFolder();
  private readonly addresses = new Map<string, string>();
  private log = "";

  /** @param host the address of this machine that containers reach */
  private constructor(private readonly host: string) {}

  /** @param validitySeconds how long its certificates hold */
  static async start(host: string, validitySeconds = 90 * 24 * 3600): Promise<AcmeServer> {
    const server = new AcmeServer(host);
    server.makeCertificates();
    server.write(
      "pebble.json",
      JSON.stringify({
        pebble: {
          listenAddress: `${host}:${API_PORT}`,
          managementListenAddress: `${host}:${MANAGEMENT_PORT}`,
          certificate: path.join(server.folder, "api.pem"),
          privateKey: path.join(server.folder, "api.key"),
          httpPort: 80,
          tlsPort: 443,
          certificateValidityPeriod: validitySeconds,
        },
      }),
    );
    const off = ["-http01", "", "-https01", "", "-tlsalpn01", "", "-defaultIPv4", "", "-defaultIPv6", ""];
    server.spawn("pebble-challtestsrv", [
      ...off,
      ...["-dns01", `${host}:${DNS_PORT}`, "-management", `${host}:${DNS_MANAGEMENT_PORT}`],
    ]);
    const config = path.join(server.folder, "pebble.json");
    server.spawn("pebble", ["-config", config, "-dnsserver", `${host}:${DNS_PORT}`]);
    await server.answers();
    return server;
  }

  get directory(): string {
    return `https://${this.host}:${API_PORT}/dir`;
  }

  /** The certificate that its own server is trusted by. */
  get apiRoot(): string {
    return readFileSync(path.join(this.folder, "ca.pem"), "utf8");
  }

  /** A file with the root of the certificates that it issues, which is new with each server. */
  async trustedFile(): Promise<string> {
    return this.write("issued.pem", await this.root());
  }

  /** The root of the certificates that it issues. */
  root(): Promise<string> {
    return this.ask(`https://${this.host}:${MANAGEMENT_PORT}/roots/0`);
  }

  /** How many certificates it has issued. */
  get issued(): number {
    return this.log.match(/Issued certificate serial/g)?.length ?? 0;
  }

  /** How often a domain was asked for in vain. */
  get refused(): number {
    return this.log.match(/authz .* set INVALID/g)?.length ?? 0;
  }

  /** Has a name lead to an address, or nowhere. */
  async point(name: string, address: string | undefined): Promise<void> {
    const host = `${name}.`;
    await this.tellDns("clear-a", { host });
    if (address !== undefined) await this.tellDns("add-a", { host, addresses: [address] });
    // At once: a client that asks meanwhile finds the old address, as in a DNS that is told of a change.
    if (address === undefined) this.addresses.delete(name);
    else this.addresses.set(name, address);
  }

  /** Where a name leads. */
  resolve(name: string): string | undefined {
    return this.addresses.get(name);
  }

  stop(): void {
    for (const child of this.running) child.kill("SIGKILL");
  }

  private spawn(program: string, args: string[]): void {
    const quick = { PEBBLE_VA_NOSLEEP: "1", PEBBLE_WFE_NONCEREJECT: "0", PEBBLE_AUTHZREUSE: "0" };
    const child = spawn(program, args, { env: { ...process.env, ...quick } });
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (this.log += text));
    this.running.push(child);
  }

  private async answers(): Promise<void> {
    for (let i = 0; i < 100; i++) {
      const ready = await Promise.all([
        this.root().then(
          () => true,
          () => false,
        ),
        fetch(`http://${this.host}:${DNS_MANAGEMENT_PORT}/`).then(
          () => true,
          () => false,
        ),
      ]);
      if (ready.every(Boolean)) return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    this.stop();
    throw new Error(`The ACME server does not answer:\n${this.log}`);
  }

  private async tellDns(what: string, record: object): Promise<void> {
    const url = `http://${this.host}:${DNS_MANAGEMENT_PORT}/${what}`;
    const send = () =>
      fetch(url, { method: "POST", body: JSON.stringify(record) }).then((answer) => answer.text());
    // A connection that was kept may have been closed just now: once more, on a new one.
    await send().catch(send);
  }

  private ask(url: string): Promise<string> {
    return new Promise((resolve, reject) => {
      get(url, { ca: this.apiRoot }, (response) => {
        let body = "";
        response.on("data", (text) => (body += text));
        response.on("end", () => resolve(body));
      }).on("error", reject);
    });
  }

  private makeCertificates(): void {
    const openssl = (...args: string[]) =>
      execFileSync("openssl", args, { cwd: this.folder, stdio: ["ignore", "ignore", "pipe"] });
    const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
    openssl(
      "req",
      "-x509",
      ...key,
      "-keyout",
      "ca.key",
      "-out",
      "ca.pem",
      "-days",
      "2",
      "-subj",
      "/CN=API root",
    );
    openssl("req", ...key, "-keyout", "api.key", "-out", "api.csr", "-subj", "/CN=API");
    this.write("names", `subjectAltName=IP:${this.host}`);
    openssl(
      ...["x509", "-req", "-in", "api.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial"],
      ...["-days", "2", "-extfile", "names", "-out", "api.pem"],
    );
  }

  private write(name: string, content: string): string {
    const file = path.join(this.folder, name);
    writeFileSync(file, content);
    return file;
  }
}
