import { createServer, IncomingMessage, RequestListener, Server, ServerResponse } from "node:http";
import { createServer as createSecureServer } from "node:https";
import { AddressInfo, connect, Socket } from "node:net";
import { writeFileSync } from "node:fs";
import * as path from "node:path";
import { selfSigned } from "./certificate";
import { makeFolder } from "./folders";

/** Who answers under a host's name. */
export type Hosts = Readonly<Record<string, RequestListener>>;

/**
 * Hosts of the internet, over real HTTPS: a proxy that leads every name to a server of this machine, with a certificate for
 * these names. A name that is not among them is refused, as a proxy does what it cannot reach.
 */
export class Internet {
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly proxy: Server,
    private readonly server: Server,
    private readonly certificate: string,
  ) {
    for (const one of [proxy, server]) one.on("connection", (socket) => this.sockets.add(socket));
  }

  static async start(hosts: Hosts): Promise<Internet> {
    const names = Object.keys(hosts) as [string, ...string[]];
    const { certificate, key } = selfSigned(...names);
    const file = path.join(makeFolder(), "authority.pem");
    writeFileSync(file, certificate);
    const server = createSecureServer(
      { cert: certificate, key },
      (request: IncomingMessage, response: ServerResponse) =>
        hosts[request.headers.host ?? ""]!(request, response),
    );
    await listen(server);
    const proxy = createServer();
    proxy.on("connect", (request: IncomingMessage, client: Socket) => {
      client.on("error", () => {});
      const name = (request.url ?? "").replace(/:443$/, "");
      if (!(name in hosts)) {
        client.end("HTTP/1.1 502 Bad Gateway\r\n\r\n");
        return;
      }
      const upstream = connect((server.address() as AddressInfo).port, "127.0.0.1", () => {
        client.write("HTTP/1.1 200 Connection established\r\n\r\n");
        upstream.pipe(client).pipe(upstream);
      });
      upstream.on("error", () => client.destroy());
    });
    await listen(proxy);
    return new Internet(proxy, server as unknown as Server, file);
  }

  /** What a program is told that is to reach these hosts; `distrusting` without the authority of their certificates. */
  env(distrusting = false): NodeJS.ProcessEnv {
    const { port } = this.proxy.address() as AddressInfo;
    return {
      HTTPS_PROXY: `http://127.0.0.1:${port}`,
      NO_PROXY: "",
      NODE_EXTRA_CA_CERTS: distrusting ? "" : this.certificate,
    };
  }

  stop(): void {
    for (const socket of this.sockets) socket.destroy();
    this.proxy.close();
    this.server.close();
  }
}

function listen(server: { listen(port: number, host: string, done: () => void): unknown }): Promise<void> {
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
}
