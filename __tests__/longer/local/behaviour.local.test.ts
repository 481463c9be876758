import { AddressInfo, createServer } from "node:net";
import { Port } from "../../../constructs/container-group/port";
import { provideBase } from "../../support/base-image";
import { builtImages, BUNDLED, BUSYBOX, docker, REPOSITORY } from "./support/local-project";
import { answer, app, describeLocal, SERVED } from "./support/served-app";

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

describeLocal("npm run local", (projectWith) => {
  test("runs the bundled app, which answers as it is declared to", async () => {
    provideBase();
    const project = projectWith(BUNDLED);
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
    const others = builtImages();
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
    expect(builtImages().filter((image) => !others.includes(image))).toHaveLength(1);
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
    expect(await run()).toContain(`Building ${REPOSITORY} from app`);
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
