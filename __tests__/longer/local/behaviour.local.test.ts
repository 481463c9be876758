import { spawnSync } from "node:child_process";
import { AddressInfo, createServer } from "node:net";
import { Port } from "../../../constructs/container-group/port";
import { describeWithEngine } from "../../support/programs";
import { provideBase } from "../../support/base-image";
import {
  BUNDLED,
  BUSYBOX,
  docker,
  eventually,
  LocalProject,
  provideBusybox,
  removeBusybox,
} from "./support/local-project";

/** An app that a page of its source is all of, and what else is said of it. */
const app = (more: string) => `[
  { name: "shop", image: ImageSource.fromBuild("app"), ports: [Port.tcp(8080)], ${more} },
]`;

/** Ends when it is asked to, and says so. */
const POLITE = [
  "sh",
  "-c",
  'trap "echo asked to end; exit 0" TERM; httpd -p 8080 -h /www; while :; do sleep 0.1; done',
];

const SERVED = `FROM ${BUSYBOX}\nCOPY www /www\nCMD ${JSON.stringify(POLITE)}\n`;

/** A port that nothing on this machine has, and that Azure does not keep for itself. */
async function freePort(): Promise<number> {
  for (;;) {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    if (Port.tcp(port).check("port").length === 0) return port;
  }
}

describeWithEngine("npm run local", () => {
  const projects: LocalProject[] = [];
  beforeAll(provideBusybox);
  afterEach(async () => {
    for (const project of projects.splice(0)) await project.clear();
  });
  afterAll(removeBusybox);

  /** A project whose app serves one page, or runs a command of its own. */
  function projectWith(apps: string, options = {}, dockerfile = SERVED): LocalProject {
    const project = new LocalProject(apps, options);
    projects.push(project);
    project.write("app/Dockerfile", dockerfile);
    project.write("app/www/index.html", "first");
    return project;
  }

  const answer = async (address: string) => (await fetch(address)).text();

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

  test("runs the bundled app, which answers as it is declared to", async () => {
    provideBase();
    const project = new LocalProject(BUNDLED);
    projects.push(project);
    const command = project.startWithNpm(["hello"]);
    const address = (await command.until(/dev-hello is ready:\n {2}(http:\S+)/))[1]!;
    expect(await answer(`${address}/health`)).toBe("ok\n");
    expect(await answer(address)).toContain("<h1>Hello from Slipway</h1>");
    expect(command.output).not.toContain("Not as in Azure");
    command.interrupt();
    await command.ended;
    expect(project.left("hello")).toEqual([]);
  });

  test("says why the engine does not take a container, and makes nothing", async () => {
    const project = projectWith(app('volumeMounts: [cache.mountAt("/cache/../..")]'));
    const command = project.start(["shop"]);
    expect([await command.ended, project.left()]).toEqual([1, []]);
    expect(command.output).toMatch(/The container shop cannot be made: .*destination/);
    expect(command.output).not.toContain("not foreseen");
  });

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

  test("names all secrets that have no value, and makes nothing", async () => {
    const project = projectWith(
      app(`environmentVariables: { A: Secret.fromVariable("first_one"), B: Secret.fromVariable("second_one") },
           volumeMounts: [Volume.secret("files", { "a.key": Secret.fromVariable("first_one") }).mountAt("/files")]`),
    );
    const command = project.start(["shop"]);
    expect(await command.ended).toBe(1);
    expect(command.output.trim().split("\n")).toEqual([
      expect.stringMatching(
        /^TF_VAR_first_one \(A of shop, the file a.key of the volume files\) is missing\. .*\.env/,
      ),
      expect.stringMatching(
        /^TF_VAR_second_one \(B of shop\) is missing\. .*write the line TF_VAR_second_one=VALUE into \.env/,
      ),
    ]);
    expect(project.left()).toEqual([]);
  });

  test("has the app's own port, or another one where that is taken", async () => {
    const port = await freePort();
    const project = projectWith(
      app(`command: ["httpd", "-f", "-p", "${port}", "-h", "/www"]`).replace("8080", String(port)),
    );
    const first = project.start(["shop"]);
    expect(await first.address()).toBe(`http://127.0.0.1:${port}`);
    const second = project.start(["shop"]);
    const address = await second.address();
    expect(address).not.toBe(`http://127.0.0.1:${port}`);
    expect(second.output).toContain(`${address}  (port ${port} of this machine is taken)`);
    expect([await answer(address), await answer(`http://127.0.0.1:${port}`)]).toEqual(["first", "first"]);
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

  test("restarts a container whose liveness probe fails", async () => {
    const project = projectWith(
      app(`command: ["sh", "-c", "echo started; touch /www/alive; trap 'exit 1' TERM; httpd -p 8080 -h /www; sleep 2; rm /www/alive; while :; do sleep 0.1; done"],
           livenessProbe: Probe.httpGet("/alive", { periodSeconds: 1, failureThreshold: 2 })`),
    );
    const command = project.start(["shop"]);
    await command.until(
      /started[^]*GET \/alive was answered with 404: not alive after 2 failures, so it is stopped\.[^]*started/,
    );
  });

  test("says which container is not ready, and is not ready itself until then", async () => {
    const project = projectWith(
      app(`readinessProbe: Probe.exec(["cat", "/www/ready"], { periodSeconds: 1, failureThreshold: 1 })`),
    );
    const command = project.start(["shop"]);
    await command.until(/shop \| cat \/www\/ready ended with exit code 1: not ready\./);
    expect(command.output).not.toContain("is ready:");
    docker("exec", project.container("shop"), "touch", "/www/ready");
    await command.address();
  });

  test("--watch builds and starts anew what has changed, at the same address", async () => {
    const project = projectWith(app(""));
    project.write("app/.dockerignore", "notes\n");
    const command = project.start(["shop", "--watch"]);
    const address = await command.address();
    expect(await answer(address)).toBe("first");
    const before = project.container("shop");

    // What the image has nothing of starts nothing.
    project.write("app/notes", "no part of it");
    project.write("app/www/index.html", "second");
    await command.until(/The source has changed: dev-shop is replaced\.[^]* is ready:/);
    expect(command.output.split(" is ready:\n")[2]).toMatch(new RegExp(`^ {2}${address}`));
    expect(await answer(address)).toBe("second");
    expect(project.container("shop")).not.toBe(before);

    const second = project.container("shop");
    project.write("app/Dockerfile", `FROM ${BUSYBOX}\nCOPY nothing /\n`);
    await command.until(/What ran before goes on\./);
    expect([await answer(address), project.container("shop")]).toEqual(["second", second]);

    project.write("app/Dockerfile", SERVED);
    project.write("app/www/index.html", "third");
    await command.until(/(dev-shop is replaced\.[^]*){2} is ready:/);
    expect(await answer(address)).toBe("third");
    expect(docker("image", "ls", "--quiet", "slipway-local/shop").split("\n").length).toBeLessThan(4);
    command.interrupt();
    expect([await command.ended, project.left()]).toEqual([0, []]);
  });

  test("does not build what the engine has, and keeps a share only if asked to", async () => {
    const share = `volumeMounts: [Volume.azureFileShare(
      "files", AzureFileShare.create({ storageAccountName: "acme${process.pid}", shareName: "files" })).mountAt("/files")],
      restartPolicy: "Never", command: ["sh", "-c", "cat /files/a; echo kept >/files/a"]`;
    const project = projectWith(app(share));
    project.write("app/www/index.html", "an image of its own");
    const run = async (...args: string[]) => {
      const command = project.start(["shop", ...args]);
      expect(await command.ended).toBe(0);
      return command.output;
    };
    expect(await run()).toContain("Building shop from app");
    const second = await run();
    expect(second).not.toContain("Building");
    expect(second).not.toContain("| kept");
    expect(second).toContain("--keep-shares");
    await run("--keep-shares");
    expect(await run("--keep-shares")).toContain("shop | kept");
    const volume = `slipway-acme${process.pid}-files`;
    expect(docker("volume", "ls", "--quiet", "--filter", `name=${volume}`)).toBe(volume);
    docker("volume", "rm", volume);
  });

  test("answers an app with HTTPS at its own port, and says so", async () => {
    const project = projectWith(app("https: Https.automatic()"));
    const command = project.start(["shop"]);
    expect(await answer(await command.address())).toBe("first");
    expect(command.output).toMatch(/https +plain HTTP at the app's own port/);
  });
});
