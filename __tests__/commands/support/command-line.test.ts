import { spawnSync } from "node:child_process";

test("a command whose reader has gone ends in peace", () => {
  // `true` has ended long before the command writes.
  const command = "(sleep 1; node --import tsx commands/explain.ts --help; echo $? >&2) | true";
  const { stderr } = spawnSync("sh", ["-c", command], { encoding: "utf8" });
  expect(stderr).toBe("0\n");
});
