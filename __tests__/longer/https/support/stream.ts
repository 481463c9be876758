import { Agent, get } from "node:https";
import type { TLSSocket } from "node:tls";

/** What a client saw. */
export interface Seen {
  readonly status: number;
  readonly body: string;
  /** The serial number of the certificate. */
  readonly serial: string;
  readonly validTo: Date;
}

/** A client that verifies certificates and looks names up at each new connection. */
export class Client {
  constructor(
    private readonly root: string,
    private readonly resolve: (name: string) => string | undefined,
    private readonly agent = new Agent({ keepAlive: false }),
  ) {}

  ask(url: string): Promise<Seen> {
    const { hostname } = new URL(url);
    return new Promise((resolve, reject) => {
      const request = get(
        url,
        {
          agent: this.agent,
          ca: this.root,
          timeout: 10_000,
          lookup: (_, { all }, found) => {
            const address = this.resolve(hostname);
            if (address === undefined) return found(new Error(`no address of ${hostname}`), "");
            return all ? found(null, [{ address, family: 4 }]) : found(null, address, 4);
          },
        },
        (response) => {
          const { serialNumber, valid_to } = (response.socket as TLSSocket).getPeerCertificate();
          let body = "";
          response.on("data", (text) => (body += text));
          response.on("error", reject);
          response.on("end", () =>
            resolve({
              status: response.statusCode!,
              body,
              serial: serialNumber,
              validTo: new Date(valid_to),
            }),
          );
        },
      );
      request.on("timeout", () => request.destroy(new Error("no answer within 10 s")));
      request.on("error", reject);
    });
  }
}

/** Requests that go on, ten a second, until it is stopped. */
export class Stream {
  private readonly timer: NodeJS.Timeout;
  private readonly pending = new Set<Promise<void>>();
  /** One for each request, in the order in which they were made: a slow answer may come after that of the next one. */
  private readonly seen: (Seen | undefined)[] = [];
  readonly failures: string[] = [];

  constructor(client: Client, url: string) {
    this.timer = setInterval(() => {
      const number = this.seen.push(undefined) - 1;
      const asked = client.ask(url).then(
        (seen) => {
          if (seen.status === 200) this.seen[number] = seen;
          else this.failures.push(`${new Date().toISOString()} status ${seen.status}`);
        },
        (error) => void this.failures.push(`${new Date().toISOString()} ${error}`),
      );
      this.pending.add(asked);
      void asked.finally(() => this.pending.delete(asked));
    }, 100);
  }

  /** The good answers. */
  get answers(): Seen[] {
    return this.seen.filter((one) => one !== undefined);
  }

  /** The bodies that were seen, in their order. */
  get bodies(): string[] {
    return this.answers.map(({ body }) => body).filter((body, i, all) => body !== all[i - 1]);
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await Promise.all(this.pending);
  }
}
