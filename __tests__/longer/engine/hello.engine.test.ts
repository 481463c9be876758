import { execFileSync, spawnSync } from "node:child_process";
import { provideBase } from "../../support/base-image";
import { describeWithEngine } from "../../support/programs";

const docker = (...args: string[]) =>
  execFileSync("docker", args, { encoding: "utf8", stdio: "pipe" }).trim();

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
