import { Probe, ProbeTimings } from "../../constructs/container-group/probe";
import { listens } from "../../local/host-ports";
import { askProbe, watchProbe } from "../../local/probe";
import { serve } from "../support/web-server";

/** What is told of a probe that gets these answers, one after the other, and then no more. */
async function told(statuses: readonly number[], timings: ProbeTimings): Promise<string[]> {
  const said: string[] = [];
  const end = new AbortController();
  let asked = 0;
  const hostPort = await serve((_, response) => {
    const status = statuses[asked++];
    if (status === undefined) end.abort();
    response.writeHead(status ?? 200).end();
  });
  const probe = Probe.httpGet("/health", { ...timings, periodSeconds: 0.01 });
  await watchProbe(probe, { id: "", hostPort }, end.signal, {
    well: () => said.push(`well after ${asked}`),
    failed: (why) => said.push(`failed after ${asked}: ${why}`),
  });
  return said;
}

test("a probe fails after as many failures in a row as it takes, and is well again likewise", async () => {
  const statuses = [503, 200, 503, 503, 503, 200, 503, 200, 200, 302];
  expect(await told(statuses, { failureThreshold: 3, successThreshold: 2 })).toEqual([
    "failed after 5: GET /health was answered with 503",
    "well after 9",
  ]);
  expect(await told([200, 200, 503], { failureThreshold: 1 })).toEqual([
    "well after 1",
    "failed after 3: GET /health was answered with 503",
  ]);
});

test("a probe is asked with its headers, and what is no answer is told", async () => {
  let header: unknown;
  const hostPort = await serve((request, response) => {
    header = request.headers["x-probe"];
    if (request.url === "/never") return;
    response.end();
  });
  const ask = (path: string, port = hostPort) =>
    askProbe(Probe.httpGet(path, { headers: { "x-probe": "yes" }, timeoutSeconds: 0.2 }), {
      id: "",
      hostPort: port,
    });
  expect([await ask("/"), header]).toEqual([undefined, "yes"]);
  expect(await ask("/never")).toBe("GET /never: no answer within 0.2 s");
  expect(await ask("/", 1)).toBe("GET /: nothing listens");
});

test("a port is listened at if whoever answers does not hang up", async () => {
  const port = await serve(() => {});
  expect([await listens(port), await listens(1)]).toEqual([true, false]);
});
