import { spawnSync } from "node:child_process";
import { BUSYBOX, docker, eventually } from "./support/local-project";
import { answer, app, describeLocal } from "./support/served-app";

describeLocal("How npm run local ends", (projectWith) => {
  test("stops containers with SIGTERM at Ctrl-C, and at once at a second one", async () => {
    const project = projectWith(app(""));
    const polite = project.start(["shop"]);
    await polite.address();
    polite.interrupt();
    expect([await polite.ended, project.left()]).toEqual([0, []]);
    expect(polite.output).toContain("shop | asked to end");

    const stubborn = projectWith(app('command: ["httpd", "-f", "-p", "8080", "-h", "/www"]'));
    const command = stubborn.start(["shop"]);
    await command.address();
    command.interrupt();
    // npm and the terminal send the same wish twice.
    await new Promise((resolve) => setTimeout(resolve, 1500));
    const asked = Date.now();
    command.interrupt();
    expect([await command.ended, stubborn.left()]).toEqual([130, []]);
    expect(Date.now() - asked).toBeLessThan(8000);
  });

  test.each(["start", "startWithNpm"] as const)(
    "leaves nothing on the engine when what was called is killed (%s)",
    async (start) => {
      const project = projectWith(app('volumeMounts: [cache.mountAt("/cache")]'));
      const command = project[start](["shop"]);
      await command.address();
      expect(project.left()).toHaveLength(3);
      command.kill();
      await eventually(
        () => (project.left().length === 0 ? true : undefined),
        () => project.left().join(),
      );
    },
  );

  test("leaves nothing when it is killed or interrupted while it starts", async () => {
    const slow = 'initContainers: [{ name: "wait", image: base, command: ["sleep", "1000"] }]';
    for (const end of ["kill", "interrupt"] as const) {
      const project = projectWith(app(slow));
      const command = project.start(["shop"]);
      await eventually(
        () => (project.container("wait") ? true : undefined),
        () => command.output,
      );
      command[end]();
      if (end === "interrupt") expect(await command.ended).toBe(130);
      await eventually(
        () => (project.left().length === 0 ? true : undefined),
        () => project.left().join(),
      );
      expect(command.output).not.toContain("not foreseen");
    }
  });

  test("takes down what an earlier run left that had nobody to clean up after it", async () => {
    const project = projectWith(app('volumeMounts: [cache.mountAt("/cache")]'));
    // A process that has ended already.
    const { pid } = spawnSync("true");
    const host = spawnSync("hostname", { encoding: "utf8" }).stdout.trim();
    const labels = [
      ...["--label", `slipway.local.app=${project.name}/dev-shop`],
      ...["--label", `slipway.local.run=${host}:${pid}:abcdef`],
    ];
    docker("run", "--detach", ...labels, BUSYBOX, "sleep", "1000");
    docker("volume", "create", ...labels, `${project.name}-old`);
    const command = project.start(["shop"]);
    await command.address();
    expect(command.output).toContain("Took down what an earlier run had left.");
    expect(project.left()).toHaveLength(3);
    // Another one at the same time leaves it alone, and has an address of its own.
    const second = project.start(["shop"]);
    expect(await answer(await second.address())).toBe("first");
    expect(await answer(await command.address())).toBe("first");
    expect(await second.address()).not.toBe(await command.address());
    expect(project.left()).toHaveLength(6);
  });

  test("stops at an init container that fails, with its words", async () => {
    const project = projectWith(
      app(
        'initContainers: [{ name: "migrate", image: base, command: ["sh", "-c", "echo no database; exit 3"] }]',
      ),
    );
    const command = project.start(["shop"]);
    expect([await command.ended, project.left()]).toEqual([1, []]);
    expect(command.output).toContain("migrate | no database");
    expect(command.output).toContain(
      "The init container migrate ended with exit code 3, so dev-shop is not started.",
    );
  });

  test("ends by itself when all containers have, as the restart policy says", async () => {
    const job = (policy: string, script: string) =>
      app(
        `restartPolicy: "${policy}", volumeMounts: [cache.mountAt("/cache")], command: ["sh", "-c", ${JSON.stringify(script)}]`,
      );
    const well = projectWith(job("Never", "echo done")).start(["shop"]);
    expect([await well.ended, well.output]).toEqual([0, expect.stringContaining("shop | done")]);
    const badly = projectWith(job("Never", "exit 7")).start(["shop"]);
    expect([await badly.ended, badly.output]).toEqual([
      1,
      expect.stringContaining("ended with exit code 7."),
    ]);
    // A volume outlives its containers, and their own files do not.
    const script =
      "[ ! -e /seen ] || echo not new; touch /seen; [ -e /cache/seen ] || { touch /cache/seen; exit 1; }";
    const again = projectWith(job("OnFailure", script)).start(["shop"]);
    expect(await again.ended).toBe(0);
    expect(again.output).toContain("ended with exit code 1. Restarted in 1 s (restart policy OnFailure).");
    expect(again.output).not.toContain("not new");
  });
});
