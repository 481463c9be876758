import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { ask } from "../../../doctor/asking/program";
import { request } from "../../../doctor/asking/http";
import { limitTime } from "../../../doctor/asking/time-limit";
import { pathWith } from "../../support/examination";
import { serve } from "../../support/web-server";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

// Garbage is collected at some time in any longer run.
let collecting: NodeJS.Timeout;
beforeAll(() => (collecting = setInterval(collectGarbage, 50)));
afterAll(() => clearInterval(collecting));

const { signal } = new AbortController();

test("a program that hangs is ended", async () => {
  const env = { PATH: `${pathWith({ az: "sleep 20" })}:/usr/bin:/bin` };
  await expect(ask("az", ["version"], { env, signal, seconds: 0.5 })).rejects.toThrow(
    "az version did not answer within 0.5 s",
  );
});

test("a server that hangs is not waited for", async () => {
  const port = await serve(() => {});
  await expect(request(`http://127.0.0.1:${port}`, { signal, seconds: 0.5 })).rejects.toThrow(
    "did not answer (no answer in time)",
  );
});

test("as many as like ask at the same time, and Node.js warns of none", async () => {
  const warn = jest.spyOn(process, "emitWarning");
  const many = Array.from({ length: 20 }, () => limitTime(signal, 1));
  await new Promise(setImmediate);
  for (const { release } of many) release();
  expect(warn).not.toHaveBeenCalled();
});
