import { homedir } from "node:os";
import { fail, Finding, NotAsked, pass, warn } from "../../doctor/examination/check";
import { Concealer } from "../../doctor/conceal";
import { examine, PlacedCheck, Result, statusOf } from "../../doctor/examine";
import { reportInWords } from "../../doctor/report";

function check(id: string, find: () => Promise<Finding>): PlacedCheck {
  return { id, name: id, place: "machine", remedy: "", run: find };
}

async function found(all: Readonly<Record<string, () => Promise<Finding>>>, seconds = 10): Promise<Result[]> {
  const checks = Object.entries(all).map(([id, find]) => check(id, find));
  return examine(checks, (one) => one.run({} as never), { seconds, abort: new AbortController() });
}

const good = async () => pass("good");

test("a check that crashes, and one that never ends, are results", async () => {
  const results = await found(
    {
      good,
      crashes: async () => {
        throw new Error("read ECONNRESET\n    at Socket");
      },
      crashesAtOnce: () => {
        throw new TypeError("undefined is not a function");
      },
      neverEnds: () => new Promise(() => {}),
    },
    0.2,
  );
  expect(results.map(({ status, message }) => [status, message])).toEqual([
    ["pass", "good"],
    ["warn", "could not be asked: read ECONNRESET"],
    ["warn", "could not be asked: undefined is not a function"],
    ["warn", "could not be asked: no answer within 0.2 s"],
  ]);
  expect(statusOf(results)).toBe(0);
});

test("when the time is over, what is under way is told to end", async () => {
  const abort = new AbortController();
  await examine([check("slow", () => new Promise(() => {}))], (one) => one.run({} as never), {
    seconds: 0.1,
    abort,
  });
  expect(abort.signal.aborted).toBe(true);
});

test("the exit status is 1 if one fails, 2 if nobody could be asked, else 0", async () => {
  const crashes = () => Promise.reject(new Error("no"));
  const skipped = () => Promise.reject(new NotAsked("nothing to ask"));
  expect(statusOf(await found({ good, crashes, skipped }))).toBe(0);
  expect(statusOf(await found({ good, bad: async () => fail("bad", []) }))).toBe(1);
  expect(statusOf(await found({ odd: async () => warn("odd", []) }))).toBe(0);
  expect(statusOf(await found({ crashes, skipped }))).toBe(2);
});

test("a report tells each on a line, those of one reason together, then what to type", async () => {
  const skipped = () => Promise.reject(new NotAsked("nothing needs it"));
  const results = await found({
    good,
    bad: async () => fail("It is bad.", ["mend it"]),
    one: skipped,
    two: skipped,
  });
  expect(reportInWords(results, "Then look again.")).toBe(
    [
      "This machine",
      "  ok    good: good",
      "  FAIL  bad: It is bad.",
      "  -     one, two: not asked, since nothing needs it",
      "",
      "To fix",
      "  bad",
      "    mend it",
      "",
      "Then look again.",
    ].join("\n"),
  );
});

describe("what nobody else is to see", () => {
  const env = {
    ARM_CLIENT_SECRET: "hunter2~of.the/pipeline",
    HTTPS_PROXY: "http://ann:hunter3pass@proxy:8080",
    TF_VAR_db: "s3cret-db",
  };
  const text = [
    "secret hunter2~of.the/pipeline, proxy http://ann:hunter3pass@proxy:8080, variable s3cret-db",
    "token eyJ0eXAi.eyJvaWQi.c2ln and Bearer abcdefg, https://a.blob/x?sv=1&sig=abc%3D, client_secret=xyz",
    "subscription 11111111-2222-3333-4444-555555555555 of ann@acme.onmicrosoft.com, locked by ann@laptop",
    `hello@sha256:${"0".repeat(64)} in ${homedir()}/project`,
  ].join("\n");

  test("is not shown: secrets, ids and login names", () => {
    const concealer = new Concealer(env, false);
    concealer.add("a-token-of-azure");
    const shown = concealer.conceal(`${text} a-token-of-azure`);
    for (const part of [
      "hunter",
      "s3cret",
      "eyJ",
      "abc",
      "xyz",
      "a-token",
      "11111111",
      "acme.onmicrosoft",
      "ann@",
      homedir(),
    ]) {
      expect(shown).not.toContain(part);
    }
    expect(shown).toContain(`hello@sha256:${"0".repeat(64)} in ~/project`);
    expect(shown).toContain("subscription ******** of ********, locked by ********");
  });

  test("ids are shown to whoever asks for them, secrets never", () => {
    const shown = new Concealer(env, true).conceal(text);
    expect(shown).toContain(
      "11111111-2222-3333-4444-555555555555 of ann@acme.onmicrosoft.com, locked by ann@laptop",
    );
    for (const part of ["hunter", "s3cret", "eyJ", "sig=abc", "xyz"]) expect(shown).not.toContain(part);
  });
});
