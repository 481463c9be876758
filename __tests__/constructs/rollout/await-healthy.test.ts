import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { RequestListener } from "node:http";
import * as path from "node:path";
import { makeFolder } from "../../support/folders";
import { describeWith, Ended, run } from "../../support/programs";
import { serve } from "../../support/web-server";

jest.setTimeout(30_000);

const script = readFileSync("constructs/rollout/scripts/await-healthy.sh", "utf8");

let folder: string;
beforeAll(() => (folder = makeFolder()));

/** A path with nothing but BusyBox: no curl. */
function busyboxOnly(): string {
  const bin = makeFolder();
  const busybox = execFileSync("sh", ["-c", "command -v busybox"], { encoding: "utf8" }).trim();
  for (const tool of ["sh", "wget", "timeout", "date", "sleep", "tail", "head", "sed", "tr", "cat"])
    symlinkSync(busybox, path.join(bin, tool));
  return bin;
}

function settings(port: number): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH,
    PROBE_HOST: "127.0.0.1",
    PROBE_PORT: String(port),
    PROBE_PATH: "/health",
    PROBE_STATUS: "200",
    PROBE_ATTEMPTS: "3",
    PROBE_INTERVAL: "1",
    PROBE_DEADLINE: "20",
    PROBE_LOGS: "az container logs --resource-group rg --name hello-1",
  };
}

function probe(shell: readonly [string, ...string[]], port: number, env: NodeJS.ProcessEnv): Promise<Ended> {
  return run([...shell, "-c", script], { env: { ...settings(port), ...env } });
}

const answers =
  (status: number, body = ""): RequestListener =>
  (_, response) =>
    response.writeHead(status).end(body);

function behaves(check: (port: number, env?: NodeJS.ProcessEnv) => Promise<Ended>): void {
  test.concurrent("ends at the first good answer", async () => {
    const port = await serve((request, response) =>
      response.writeHead(request.url === "/health" ? 200 : 404).end("ok"),
    );
    expect(await check(port)).toEqual({ status: 0, output: "attempt 1 of 3: status 200 ok\n" });
  });

  test.concurrent("waits for an app that is late", async () => {
    let asked = 0;
    const port = await serve((request, response) => answers(++asked < 3 ? 503 : 200)(request, response));
    const { status, output } = await check(port);
    expect(status).toBe(0);
    expect(output.match(/status \d+/g)).toEqual(["status 503", "status 503", "status 200"]);
  });

  test.concurrent(
    "gives up after the last attempt, with the last answer and the command for the logs",
    async () => {
      const port = await serve(answers(404));
      const { status, output } = await check(port, { PROBE_ATTEMPTS: "2" });
      expect(status).toBe(1);
      expect(output.split("\n").slice(2)).toEqual([
        "The new container group is not healthy: 2 attempts failed.",
        expect.stringMatching(
          `^Asked http://127.0.0.1:${port}/health for status 200; last answer: status 404 *$`,
        ),
        "Its logs: az container logs --resource-group rg --name hello-1",
        "No traffic was moved to it; what ran before still runs.",
        "",
      ]);
    },
  );

  test.concurrent.each([204, 404])("takes status %d for good when that is expected", async (expected) => {
    const port = await serve(answers(expected));
    expect((await check(port, { PROBE_STATUS: String(expected) })).status).toBe(0);
  });

  test.concurrent("does not take the target of a redirect for the answer", async () => {
    const port = await serve((request, response) =>
      request.url === "/health"
        ? response.writeHead(302, { location: "/login" }).end()
        : response.writeHead(200).end(),
    );
    const { status, output } = await check(port, { PROBE_ATTEMPTS: "1" });
    expect(status).toBe(1);
    expect(output).toContain("status 302");
  });

  test.concurrent.each([
    ["never answers", () => {}],
    ["never ends its answer", (_, response) => response.writeHead(200).write("still ")],
  ] satisfies [string, RequestListener][])(
    "does not wait past the deadline for an app that %s",
    async (_, app) => {
      const port = await serve(app);
      const started = Date.now();
      const { status, output } = await check(port, { PROBE_DEADLINE: "2" });
      expect(status).toBe(1);
      expect(output).toContain("the deadline of 2 s leaves no time");
      expect(output).toContain("no complete answer");
      expect(Date.now() - started).toBeLessThan(6_000);
    },
  );

  test.concurrent("says what stands in the way of an answer", async () => {
    const { status, output } = await check(1, { PROBE_ATTEMPTS: "1" });
    expect(status).toBe(1);
    expect(output).toMatch(/last answer: no complete answer \(.*(refused|connect).*\)/i);
  });

  test.concurrent("asks the address that SLIPWAY_RESOLVER prints, by the app's own name", async () => {
    const port = await serve((request, response) => response.writeHead(200).end(request.headers.host));
    const resolver = path.join(folder, "resolver");
    writeFileSync(
      resolver,
      `#!/bin/sh\necho alias.example.\necho "$1 at $2" >${folder}/asked\necho 127.0.0.1\n`,
    );
    chmodSync(resolver, 0o755);
    const named = { PROBE_HOST: "hello.example", SLIPWAY_RESOLVER: `${resolver} +short` };
    expect(await check(port, named)).toEqual({
      status: 0,
      output: `attempt 1 of 3: status 200 hello.example:${port}\n`,
    });
    expect(readFileSync(`${folder}/asked`, "utf8")).toBe("+short at hello.example\n");

    writeFileSync(resolver, `#!/bin/sh\necho 127.0.0.1:${port}\n`);
    expect((await check(80, named)).output).toContain("status 200 hello.example");
  });
}

describeWith("curl", ["--version"], "With curl, the health check", () => {
  behaves((port, env = {}) => probe(["sh"], port, env));
});

describeWith("busybox", ["true"], "With BusyBox alone, the health check", () => {
  behaves((port, env = {}) => {
    const bin = busyboxOnly();
    return probe([path.join(bin, "sh")], port, { PATH: bin, ...env });
  });
});

test("without curl and wget, the health check says that it needs one of them", async () => {
  const bin = makeFolder();
  expect(await probe(["/bin/sh"], 1, { PATH: bin })).toEqual({
    status: 1,
    output: "The health check needs curl or wget; install one of them where Terraform runs.\n",
  });
});

test("killed, the health check leaves no file behind", async () => {
  const temporary = makeFolder();
  const port = await serve(answers(503));
  const check = spawn("sh", ["-c", script], { env: { ...settings(port), TMPDIR: temporary } });
  await once(check.stdout, "data");
  check.kill("SIGKILL");
  await once(check, "close");
  expect(readdirSync(temporary)).toEqual([]);
});
