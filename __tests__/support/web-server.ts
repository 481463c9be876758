import { createServer, RequestListener, Server } from "node:http";
import { AddressInfo } from "node:net";

const servers: Server[] = [];
afterEach(closeServers);
// Nothing runs after each of the tests that run side by side.
afterAll(closeServers);

/** A real web server on a free port of this machine, closed after the test; its port. */
export async function serve(answer: RequestListener): Promise<number> {
  const server = createServer(answer);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

function closeServers(): void {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
}
