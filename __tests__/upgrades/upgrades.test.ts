import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { makeFolder } from "../support/folders";
import { declaredNow, RELEASED } from "./record";

/** A heading of CHANGELOG.md for each version, the newest first, and what stands under it. */
const versions = readFileSync("CHANGELOG.md", "utf8")
  .split(/^## /m)
  .slice(1)
  .map((text) => ({ name: text.slice(0, text.indexOf("\n")), text }));

/** What changed since the last release, as `git diff` shows it; empty if nothing did. */
function difference(): string {
  const folder = makeFolder();
  for (const [deployment, files] of declaredNow()) {
    mkdirSync(path.join(folder, deployment));
    for (const [file, text] of files) writeFileSync(path.join(folder, deployment, file), text);
  }
  const { stdout } = spawnSync("diff", ["-ru", RELEASED, folder], { encoding: "utf8" });
  return stdout.replaceAll(folder, "now");
}

test("what changes in a user's plans since the last release is told in CHANGELOG.md", () => {
  const changed = difference();
  const [newest] = versions;
  const told = /### What it does to your plans\n\n(.*?)(?=\n###|\s*$)/s.exec(newest?.text ?? "")?.[1] ?? "";
  const isReleased = newest?.name !== "Unreleased";
  if (changed !== "" && (isReleased || /^Nothing/.test(told))) {
    throw new Error(
      `Other than what was released:\n${changed}\nIf this is meant, tell of it in CHANGELOG.md, in a section "Unreleased", ` +
        `under "What it does to your plans".`,
    );
  }
  expect(told).not.toBe("");
});

test("the deployments that are compared have every kind of resource that Slipway makes", () => {
  const sources = ["constructs", "stacks"].flatMap((room) =>
    readdirSync(room, { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts"))
      .map((file) => readFileSync(path.join(room, file), "utf8")),
  );
  const types = sources.flatMap((text) =>
    [...text.matchAll(/from "@cdktf\/provider-(\w+)\/lib\/(?:data-\1-)?([\w-]+)"/g)].map(
      ([, provider, module]) => `${provider}_${module!.replaceAll("-", "_")}`,
    ),
  );
  const declared = [...declaredNow().values()].flatMap((files) => [...files.values()]).join("\n");
  const missing = new Set(
    types.filter((type) => !type.endsWith("_provider") && !declared.includes(`(${type})`)),
  );
  expect([...missing]).toEqual([]);
});
