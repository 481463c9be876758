import { execFileSync, spawn } from "node:child_process";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { pauseProgram } from "../../local/pause";
import { tar } from "../../local/tar";
import { makeFolder } from "../support/folders";

test("an archive has files and folders with their modes, and long names", () => {
  const long = `folder/${"long.".repeat(40)}ü`;
  const folder = makeFolder();
  const input = tar([
    { path: "folder/", mode: 0o777 },
    { path: "folder/a", mode: 0o644, content: Buffer.from("content") },
    { path: long, mode: 0o755, content: Buffer.alloc(512, "x") },
  ]);
  execFileSync("tar", ["--extract", "--same-permissions", "--directory", folder], { input });
  expect(statSync(path.join(folder, "folder")).mode & 0o777).toBe(0o777);
  expect(readFileSync(path.join(folder, "folder/a"), "utf8")).toBe("content");
  expect(readFileSync(path.join(folder, long), "utf8")).toBe("x".repeat(512));
  expect(statSync(path.join(folder, long)).mode & 0o777).toBe(0o755);
});

const isAmd64Linux = process.platform === "linux" && process.arch === "x64";

(isAmd64Linux ? test : test.skip)(
  "the program that holds a group's network runs until it is ended",
  async () => {
    const file = path.join(makeFolder(), "pause");
    writeFileSync(file, pauseProgram(), { mode: 0o755 });
    const child = spawn(file, { stdio: "ignore" });
    const ended = new Promise((resolve) => child.on("exit", (status, signal) => resolve(signal ?? status)));
    await new Promise((resolve) => child.on("spawn", resolve));
    // Whatever it did instead would be over by then.
    expect(
      await Promise.race([ended, new Promise((resolve) => setTimeout(() => resolve("runs"), 300))]),
    ).toBe("runs");
    child.kill("SIGKILL");
    expect(await ended).toBe("SIGKILL");
  },
);
