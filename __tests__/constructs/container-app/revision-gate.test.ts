import { RequestListener } from "node:http";
import { createServer, Server } from "node:https";
import { AddressInfo } from "node:net";
import { writeFileSync } from "node:fs";
import * as path from "node:path";
import { AWAIT_REVISION } from "../../../constructs/container-app/revision-gate";
import { AWAIT_GROUP } from "../../../constructs/rollout/await-healthy";
import { selfSigned } from "../../support/certificate";
import { makeFolder } from "../../support/folders";
import { describeWith, Ended, run } from "../../support/programs";

jest.setTimeout(30_000);

const HOST = "api--1a2b3c.unique.westeurope.azurecontainerapps.io";

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** A revision that answers HTTPS under a name of its own, as Azure's front does; and what asks it for its health. */
async function ask(
  answer: RequestListener,
  { env = {}, name = HOST }: { env?: NodeJS.ProcessEnv; name?: string } = {},
): Promise<Ended> {
  const { certificate, key } = selfSigned(name);
  const server = createServer({ cert: certificate, key }, answer);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const trusted = path.join(makeFolder(), "ca.pem");
  writeFileSync(trusted, certificate);
  return run(["sh", "-c", AWAIT_REVISION], {
    env: {
      PATH: process.env.PATH,
      CURL_CA_BUNDLE: trusted,
      // It is given the host name, and prints none of it.
      SLIPWAY_RESOLVER: `printf 127.0.0.1:${(server.address() as AddressInfo).port}`,
      PROBE_HOST: HOST,
      PROBE_PORT: "443",
      PROBE_PATH: "/health",
      PROBE_STATUS: "200",
      PROBE_ATTEMPTS: "3",
      PROBE_INTERVAL: "1",
      PROBE_DEADLINE: "20",
      PROBE_LOGS: "az containerapp logs show --name api",
      PROBE_REVISIONS: "az containerapp revision list --name api",
      ...env,
    },
  });
}

describeWith("curl", ["--version"], "what asks a revision for its health", () => {
  test("is content with the first good answer, at the revision's own name", async () => {
    const hosts: (string | undefined)[] = [];
    const { status, output } = await ask((request, response) => {
      hosts.push(request.headers.host);
      response.writeHead(request.url === "/health" ? 200 : 404).end("ok");
    });
    expect({ status, output }).toEqual({ status: 0, output: "attempt 1 of 3: status 200 ok\n" });
    expect(hosts).toEqual([HOST]);
  });

  test("waits for a revision that is late", async () => {
    let asked = 0;
    const { status, output } = await ask((_, response) => response.writeHead(++asked < 3 ? 503 : 200).end());
    expect(status).toBe(0);
    expect(output.match(/status \d+/g)).toEqual(["status 503", "status 503", "status 200"]);
  });

  test("gives up on one that fails, and says where to look", async () => {
    const { status, output } = await ask((_, response) => response.writeHead(500).end("broken"), {
      env: { PROBE_ATTEMPTS: "2" },
    });
    expect(status).toBe(1);
    expect(output.split("\n").slice(2)).toEqual([
      "The new revision is not healthy: 2 attempts failed.",
      expect.stringMatching(
        `^Asked https://${HOST}/health for status 200; last answer: status 500 broken *$`,
      ),
      "Its logs: az containerapp logs show --name api",
      expect.stringMatching(
        /^Azure moves the traffic to it only when its own probes pass.*revision list --name api$/,
      ),
      "",
    ]);
  });

  test("takes no answer under another name's certificate, and says so", async () => {
    const { status, output } = await ask((_, response) => response.writeHead(200).end("ok"), {
      env: { PROBE_ATTEMPTS: "1" },
      name: "somebody.else",
    });
    expect(status).toBe(1);
    expect(output).toMatch(/last answer: no complete answer \(curl: \(60\) /);
  });
});

test("differs from the question to a group in what a revision needs, and speaks of no group", () => {
  expect(AWAIT_REVISION).not.toMatch(/http:|container group|No traffic was moved/);
  expect(AWAIT_REVISION.split("\n")).toHaveLength(AWAIT_GROUP.split("\n").length);
});
