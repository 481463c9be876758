import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { describeWithTerraform, run } from "../../support/programs";
import { DeployProject, lastLines, until } from "./deploy-project";

const ALL = ["dev-hello", "dev-hello-image", "dev-proxy", "dev-registry"];
const note = (what: string) => `echo ${what} >> order`;
/** Waits for a file as long as a test may take, then fails. */
const await_ = (file: string) =>
  `i=0; while [ ! -e ${file} ]; do i=$((i+1)); [ $i -lt 400 ] || exit 9; sleep 0.1; done`;

describeWithTerraform("npm run deploy", () => {
  test("deploys an app with what it needs in order, tells its address, and finds nothing to do then", async () => {
    const project = new DeployProject(
      Object.fromEntries(ALL.map((stack) => [stack, { command: note(stack) }])),
    );
    const first = await project.run("deploy", ["hello", "dev", "--yes"]);
    expect([first.status, first.output]).toEqual([0, expect.stringContaining("All of it is deployed.")]);
    expect(first.output.trim()).toMatch(/dev-hello: http:\/\/dev-hello\.example$/);
    expect(first.output).not.toContain("dev-registry: http");
    expect(project.lines("order")).toEqual(["dev-registry", "dev-hello-image", "dev-hello"]);

    // Nobody need say yes to nothing.
    const second = await project.run("deploy", ["hello", "dev"]);
    expect([second.status, second.output]).toEqual([0, expect.stringContaining("Nothing has changed")]);
    expect(second.output.trim()).toMatch(/dev-hello: http:\/\/dev-hello\.example$/);

    expect((await project.run("deploy", ["proxy", "--yes"])).status).toBe(0);
    expect(project.deployed()).toEqual(ALL);
  });

  test("applies side by side what does not depend on each other", async () => {
    const meets = (own: string, other: string) => `touch ${own}; ${await_(other)}`;
    const project = new DeployProject({
      "dev-hello-image": { command: meets("image", "proxy") },
      "dev-proxy": { command: meets("proxy", "image") },
    });
    await project.deployAll();
    expect(project.deployed()).toEqual(ALL);
  });

  test("plans a stack after the one that it reads, with what that one says then", async () => {
    const project = new DeployProject();
    await project.deployAll();
    project.set({ "dev-hello-image": { version: "2" } });
    const { status, output } = await project.run("deploy", ["--all", "--yes"]);
    expect(status).toBe(0);
    expect(output).toContain("dev-hello: planned after dev-hello-image, whose outputs it reads");
    expect(output).toContain("The step of the deploy thing is replaced.");
    expect(output).toContain("dev-proxy: no changes");
    expect((await project.run("deploy", ["--all"])).output).toContain("Nothing has changed");
  });

  test("applies nothing without a terminal and without --yes, and says so", async () => {
    const project = new DeployProject();
    const ended = await project.run("deploy", ["--all"]);
    expect([ended.status, ended.output]).toEqual([1, expect.stringContaining("without --yes")]);
    expect(project.deployed()).toEqual([]);
  });

  test("lets the others end when one fails, skips what waits for it, and ends with cause and remedy", async () => {
    const project = new DeployProject({
      "dev-hello-image": { command: `${await_("proxy-started")}; echo toomanyrequests: slow down; exit 1` },
      "dev-proxy": { command: "touch proxy-started; sleep 3; touch proxy-done" },
    });
    const ended = await project.run("deploy", ["--all", "--yes"]);
    expect(ended.status).toBe(1);
    expect(existsSync(project.file("proxy-done"))).toBe(true);
    expect(project.deployed()).toEqual(["dev-hello-image", "dev-proxy", "dev-registry"]);
    expect(project.locks()).toEqual([]);
    expect(ended.output).toContain("not touched, since dev-hello-image is not there");
    expect(ended.output).toContain("2 of 4 stacks are not deployed.");
    expect(lastLines(ended)).toContain(
      "dev-hello-image: A registry, most likely Docker Hub, refuses more pulls",
    );
    expect(lastLines(ended)).toContain("cacheRules");

    const explained = await project.run("explain");
    expect(explained.output).toMatch(
      /^dev-hello-image: A registry[^]*in Terraform's words:[^]*toomanyrequests/,
    );

    project.set({ "dev-hello-image": {} });
    await project.deployAll();
    expect((await project.run("explain")).output).toContain("did not fail");
  });

  test("runs whatever TERRAFORM_BINARY_NAME names, and names it in what to type", async () => {
    const project = new DeployProject({ "dev-registry": { command: "exit 1" } });
    mkdirSync(project.file("bin"));
    const script = `#!/bin/sh\necho "$1" >> ${project.file("called")}\nexec terraform "$@"\n`;
    writeFileSync(project.file("bin/tofu"), script, { mode: 0o755 });
    const env = { TERRAFORM_BINARY_NAME: "tofu", PATH: `${project.file("bin")}:${process.env.PATH}` };
    expect((await project.run("deploy", ["--all", "--yes"], env)).status).toBe(1);
    project.set({ "dev-registry": {} });
    expect((await project.run("deploy", ["--all", "--yes"], env)).status).toBe(0);
    expect((await project.run("deploy", ["hello"], env)).status).toBe(0);
    expect(new Set(project.lines("called"))).toEqual(
      new Set(["init", "plan", "show", "apply", "output", "version"]),
    );
    const killed = project.file("bin/tofu");
    writeFileSync(killed, `#!/bin/sh\n[ "$1" = version ] && exec terraform version\nkill -9 $$\n`);
    const { output } = await project.run("deploy", ["--all", "--yes"], env);
    expect(output).toContain("tofu -chdir=cdktf.out/stacks/dev-registry force-unlock ID");
  });

  test("says of a Terraform that is too old how to get another, below what it said itself", async () => {
    const project = new DeployProject();
    const terraform = project.terraformWith({
      version: "echo Terraform v1.5.7; exit 0",
      init: "echo 'Error: Unsupported block type' >&2; exit 1",
    });
    const ended = await project.run("deploy", ["--all", "--yes"], { TERRAFORM_BINARY_NAME: terraform });
    expect(ended.status).toBe(1);
    expect(lastLines(ended)).toMatch(
      /Terraform is too old\. \S+ is 1\.5\.7|Terraform is too old\. .* is Terraform v1\.5\.7/,
    );
    expect(lastLines(ended)).toContain("https://developer.hashicorp.com/terraform/install");
  });

  test("says before it plans what it can and cannot do where HCP Terraform has the state", async () => {
    const project = new DeployProject();
    const backend = 'backend: Backend.hcpTerraform({ organization: "acme" }), registries:';
    project.edit(
      (main) => `import { Backend } from "./backends/backend";\n${main.replace("registries:", backend)}`,
    );
    for (const command of ["deploy", "destroy"]) {
      const { status, output } = await project.run(command, ["--all", "--yes"]);
      expect([status, output]).toEqual([
        0,
        expect.stringMatching(/^The state is in HCP Terraform\.[^]*Planning/),
      ]);
      expect(output).toContain("Ctrl-C does not end what runs there");
    }
  });

  test("refuses a plan that no longer holds, and says so", async () => {
    const project = new DeployProject();
    await project.deployAll();
    project.set({ "dev-proxy": { version: "2" } });
    // Somebody else deploys after the plan was made, before it is applied.
    const terraform = project.terraformWith({ apply: "terraform apply -auto-approve >/dev/null;" });
    const ended = await project.run("deploy", ["proxy", "--yes"], { TERRAFORM_BINARY_NAME: terraform });
    expect(ended.status).toBe(1);
    expect(lastLines(ended)).toContain(
      "dev-proxy: Somebody else changed dev-proxy after it was planned here",
    );
    expect((await project.run("deploy", ["proxy"])).status).toBe(0);
  });

  test("applies its own plan, whatever is planned in the same folder meanwhile", async () => {
    const project = new DeployProject();
    await project.deployAll();
    project.set({ "dev-proxy": { version: "2" } });
    const terraform = project.terraformWith({ apply: `touch planned; ${await_(project.file("gate"))};` });
    const first = project.start("deploy", ["proxy", "--yes"], { TERRAFORM_BINARY_NAME: terraform });
    const planned = project.file("cdktf.out/stacks/dev-proxy/planned");
    await until(() => existsSync(planned), "plan");
    project.set({ "dev-proxy": { version: "3" } });
    expect((await project.run("deploy", ["proxy"])).status).toBe(1);
    writeFileSync(project.file("gate"), "");
    const { status, output } = await first.ended;
    expect([status, output]).toEqual([0, expect.stringContaining("All of it is deployed.")]);
    const state = readFileSync(project.file("terraform-state/dev-proxy.tfstate"), "utf8");
    expect(JSON.parse(state).outputs.version.value).toBe("2");
  });

  test("tells the second of two users who deploys, and harms neither", async () => {
    const project = new DeployProject({ "dev-registry": { command: `touch first-runs; ${await_("gate")}` } });
    const first = project.start("deploy", ["--all", "--yes"]);
    await until(() => existsSync(project.file("first-runs")), "first deploy");
    const second = await project.run("deploy", ["--all", "--yes"]);
    expect(second.status).toBe(1);
    expect(lastLines(second)).toMatch(/\S+@\S+ is deploying dev-registry, since .* Nothing was changed\./);
    const [, typed] = /on this machine: (.*)/.exec(lastLines(second))!;
    expect((await run(["sh", "-c", typed!])).output).toContain("terraform apply");
    writeFileSync(project.file("gate"), "");
    expect((await first.ended).status).toBe(0);
    expect(project.deployed()).toEqual(ALL);
  });

  test("keeps no plan and no state in the stacks' folders, and no output in a log", async () => {
    const project = new DeployProject();
    await project.deployAll();
    const left = readdirSync(project.file("cdktf.out/stacks/dev-hello")).filter(
      (name) => !name.startsWith("."),
    );
    expect(left.sort()).toEqual(["cdk.tf.json", "slipway-apply.log", "slipway-init.log", "slipway-plan.log"]);
  });

  test("prints one JSON document for scripts", async () => {
    const project = new DeployProject({ "dev-hello": { command: "exit 1" } });
    const { process, ended } = project.start("deploy", ["--all", "--yes", "--json"]);
    let stdout = "";
    process.stdout!.on("data", (text) => (stdout += text));
    expect((await ended).status).toBe(1);
    const report = JSON.parse(stdout);
    expect(report).toMatchObject({ schemaVersion: 1, status: 1 });
    expect(report.stacks.map(({ stack, outcome }: Record<string, string>) => [stack, outcome])).toEqual(
      expect.arrayContaining([
        ["dev-registry", "applied"],
        ["dev-hello", "failed"],
      ]),
    );
  });

  test.each([
    ["as this command", "node --import tsx main.ts", 'setTimeout(() => require("./stacks.js"), 300);'],
    ["in another way", "node stacks.js", undefined],
  ])("waits until the program that cdktf.json starts %s has ended", async (_, app, body) => {
    const project = new DeployProject();
    project.setProgram(app, body);
    await project.deployAll();
    expect(project.deployed()).toEqual(ALL);
  });

  test.each([
    ["{ console.error('2 faults'); process.exitCode = 3; }", 3, "2 faults"],
    ["throw new Error('thrown');", 1, "thrown"],
    [
      "throw Object.assign(new Error('ENOSPC: write'), { code: 'ENOSPC' });",
      1,
      "ENOSPC: write\nThe disk is full.",
    ],
    ["{ require('./stacks.js'); process.exit(0); }", 1, "called process.exit, which ended this command too"],
  ])("deploys nothing where the program ends with %s", async (body, status, said) => {
    const project = new DeployProject();
    project.setProgram("node --import tsx main.ts", body);
    const ended = await project.run("deploy", ["--all", "--yes"]);
    expect([ended.status, ended.output]).toEqual([status, expect.stringContaining(said)]);
    expect(ended.output.includes("process.exit")).toBe(body.includes("process.exit("));
    expect(project.deployed()).toEqual([]);
  });

  test.each([
    [["helo", "dev"], 'the app is "helo". Allowed: proxy, hello. Fix: write hello.'],
    [["dev-regisry"], "Fix: write dev-registry."],
    [["hello", "prod"], 'the environment is "prod". Allowed: dev.'],
    [["hello", "dev", "more"], "too many arguments"],
    [["--al"], "Did you mean --all?"],
    [[], "Say what: an app (proxy, hello), an environment (dev)"],
    [["--all", "hello"], "--all is everything"],
  ])("refuses %j with what was probably meant", async (args, message) => {
    const project = new DeployProject();
    const { status, output } = await project.run("deploy", args);
    expect([status, output]).toEqual([1, expect.stringContaining(message)]);
    expect(output).not.toMatch(/^\s+at /m);
    expect(project.deployed()).toEqual([]);
  });
});

describeWithTerraform("npm run destroy", () => {
  test("takes an app down and nothing that others need, then all the rest in reverse order", async () => {
    const project = new DeployProject();
    await project.deployAll();
    expect((await project.run("destroy", ["hello", "dev", "--yes"])).status).toBe(0);
    expect(project.deployed()).toEqual(["dev-hello-image", "dev-proxy", "dev-registry"]);

    const unasked = await project.run("destroy", ["--all"]);
    expect([unasked.status, project.deployed().length]).toEqual([1, 3]);

    const { status, output } = await project.run("destroy", ["--all", "--yes"]);
    expect([status, output]).toEqual([0, expect.stringContaining("All of it is taken down.")]);
    expect(project.deployed()).toEqual([]);
    const done = [...output.matchAll(/^(\S+) +taken down/gm)].map(([, stack]) => stack);
    expect(done.at(-1)).toBe("dev-registry");

    const again = await project.run("destroy", ["--all"]);
    expect([again.status, again.output]).toEqual([0, expect.stringContaining("nothing to take down")]);
  });

  test("leaves what needs the stack where one says --only", async () => {
    const project = new DeployProject();
    await project.deployAll();
    const { status, output } = await project.run("destroy", ["dev-hello-image", "--only", "--yes"]);
    expect([status, output]).toEqual([0, expect.stringContaining("All of it is taken down.")]);
    expect(project.deployed()).toEqual(["dev-hello", "dev-proxy", "dev-registry"]);
  });

  test("never takes the storage of the states down, and says so", async () => {
    const project = new DeployProject();
    const storage = '{ storageAccountName: "acmestate", containerName: "tfstate", location: "westeurope" }';
    project.edit((main) => main.replace("registries:", `stateStorage: ${storage}, registries:`));
    const { status, output } = await project.run("destroy", ["bootstrap", "--yes"]);
    expect([status, output]).toEqual([1, expect.stringContaining("so no command takes it down")]);
  });
});
