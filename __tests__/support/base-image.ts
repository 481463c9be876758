import { execFileSync, spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import * as path from "node:path";
import { makeFolder } from "./folders";

/** The image that the bundled app begins with; made from this machine's busybox where it cannot be pulled. */
export function provideBase(): void {
  const [, base] = /^FROM (\S+)$/m.exec(readFileSync("examples/hello/Dockerfile", "utf8"))!;
  if (spawnSync("docker", ["image", "inspect", base!]).status === 0) return;
  if (spawnSync("docker", ["pull", base!]).status === 0) return;
  const root = makeFolder();
  mkdirSync(path.join(root, "bin"));
  copyFileSync("/bin/busybox", path.join(root, "bin", "busybox"));
  for (const applet of ["sh", "httpd", "wget"]) symlinkSync("busybox", path.join(root, "bin", applet));
  const files = execFileSync("tar", ["--create", "--directory", root, "bin"], { maxBuffer: 2 ** 26 });
  execFileSync("docker", ["import", "-", base!], { input: files, stdio: "pipe" });
}
