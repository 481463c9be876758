import { execFileSync, spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import * as path from "node:path";
import { makeFolder } from "../../support/folders";
import { describeWithEngine } from "../../support/programs";

const docker = (...args: string[]) =>
  execFileSync("docker", args, { encoding: "utf8", stdio: "pipe" }).trim();

/** The image that the Dockerfile begins with; made from this machine's busybox where it cannot be pulled. */
function provideBase(): void {
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

describeWithEngine("The bundled app", () => {
  const name = `slipway-test-hello-${process.pid}`;
  afterAll(() => spawnSync("docker", ["rm", "--force", "--volumes", name]));
  afterAll(() => spawnSync("docker", ["rmi", name]));

  test("builds, does not run as root, and serves its page and its health", () => {
    provideBase();
    docker("build", "--quiet", "--tag", name, "examples/hello");
    docker("run", "--detach", "--network", "none", "--name", name, name);
    const ask = (page: string) =>
      docker(
        "exec",
        name,
        "sh",
        "-c",
        `for i in 1 2 3 4 5; do wget -qO- http://127.0.0.1:8080${page} && exit; sleep 1; done`,
      );
    expect(ask("/health")).toBe("ok");
    expect(ask("/")).toContain("<h1>Hello from Slipway</h1>");
    expect(docker("inspect", "--format", "{{.Config.User}}", name)).toBe("65534:65534");
  });
});
