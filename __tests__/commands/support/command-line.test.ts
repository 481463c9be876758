import { spawn } from "node:child_process";
import { once } from "node:events";

test("a command whose reader has gone ends in peace", async () => {
  const command = ["--import", "tsx", "commands/explain.ts", "--help"];
  const child = spawn(process.execPath, command, { stdio: ["ignore", "pipe", "pipe"] });
  child.stdout.destroy();
  let said = "";
  child.stderr.on("data", (text) => (said += text));
  expect([await once(child, "close"), said]).toEqual([[0, null], ""]);
});
