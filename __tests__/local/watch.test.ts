import { chmodSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { awaitChange, lookAt } from "../../local/watch";
import { makeFolder } from "../support/folders";

function project() {
  const context = makeFolder({
    Dockerfile: "FROM scratch\n",
    ".dockerignore": "ignored\n",
    ignored: "a",
    "www/a": "a",
  });
  return { context, file: (name: string) => path.join(context, name) };
}

test("a look sees every change of what is sent, and none of what is not", () => {
  const { context, file } = project();
  const look = () => lookAt([{ context }]);
  const before = look();
  writeFileSync(file("ignored"), "changed");
  expect(look()).toBe(before);
  const seen = new Set([before]);
  const isNew = () => {
    const now = look();
    const { size } = seen;
    seen.add(now);
    return seen.size > size;
  };
  writeFileSync(file("www/a"), "longer");
  expect(isNew()).toBe(true);
  utimesSync(file("www/a"), new Date(), new Date(0));
  expect(isNew()).toBe(true);
  chmodSync(file("www/a"), 0o755);
  expect(isNew()).toBe(true);
  writeFileSync(file("www/b"), "");
  expect(isNew()).toBe(true);
  writeFileSync(file(".dockerignore"), "");
  expect(isNew()).toBe(true);
  rmSync(file("Dockerfile"));
  expect(isNew()).toBe(true);
});

test("a change is told once it is there, and nothing when it is told to stop", async () => {
  const { context, file } = project();
  const seen = lookAt([{ context }]);
  const changed = awaitChange([{ context }], seen, new AbortController().signal);
  writeFileSync(file("www/b"), "new");
  expect(await changed).toBe(lookAt([{ context }]));
  const stop = new AbortController();
  const never = awaitChange([{ context }], lookAt([{ context }]), stop.signal);
  stop.abort();
  expect(await never).toBe(lookAt([{ context }]));
});
