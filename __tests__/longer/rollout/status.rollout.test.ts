import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { leaveState } from "../../support/left-state";
import { describeWithTerraform, run } from "../../support/programs";
import { linkProject } from "../../support/project-copy";
import { serve } from "../../support/web-server";

const DIGEST = `sha256:${"a".repeat(64)}`;
const OTHER = `sha256:${"b".repeat(64)}`;
const IMAGE = `slipwaydev.azurecr.io/hello@${DIGEST}`;

/** What Azure's REST API answers about the group, in the form that its documentation gives. */
const GROUP = {
  id: "/subscriptions/0/resourceGroups/slipway-dev-hello/providers/Microsoft.ContainerInstance/containerGroups/g",
  name: "g",
  properties: {
    containers: [
      {
        name: "hello",
        properties: {
          image: IMAGE,
          instanceView: {
            restartCount: 2,
            currentState: { state: "Running", startTime: "2026-01-02T03:04:05Z" },
            previousState: {
              state: "Terminated",
              exitCode: 137,
              detailStatus: "Error",
              startTime: "2026-01-01T00:00:00Z",
              finishTime: "2026-01-02T03:04:00Z",
            },
          },
        },
      },
      { name: "sidecar", properties: { image: "nginx:1.29" } },
    ],
  },
};

let project: string;
beforeEach(() => {
  project = linkProject((main) =>
    main.replace(
      /environments: \[.*\],/,
      'environments: [{ name: "dev", registry: "dev" }, { name: "prod", registry: "dev", images: "promoted" }],',
    ),
  );
  writeFileSync(path.join(project, "releases.json"), "{}\n");
});

/** An Azure CLI that answers as Azure does, with one of `looks` after the other, and notes what it is asked. */
function azureCli(other: Record<string, unknown> = {}): NodeJS.ProcessEnv {
  const folder = path.join(project, "bin");
  mkdirSync(folder, { recursive: true });
  const answers = {
    "container list": [GROUP],
    [`rest ${GROUP.id}?`]: GROUP,
    [`rest ${GROUP.id}/containers/hello/logs?`]: { content: "hello wrote this\n" },
    [`rest ${GROUP.id}/containers/sidecar/logs?`]: { content: "sidecar wrote this\n" },
    ...other,
  };
  writeFileSync(
    path.join(folder, "az"),
    `#!${process.execPath}
const args = process.argv.slice(2);
require("node:fs").appendFileSync(${JSON.stringify(path.join(project, "asked"))}, args.join(" ") + "\\n");
const question = args[0] === "rest" ? "rest " + args[args.indexOf("--url") + 1] : args.slice(0, 2).join(" ");
const found = Object.entries(${JSON.stringify(answers)}).find(([start]) => question.startsWith(start));
if (typeof found[1] === "string") { console.error(found[1]); process.exit(1); }
const times = require("node:fs").readFileSync(${JSON.stringify(path.join(project, "asked"))}, "utf8").split(found[0].replace("rest ", "--url ")).length - 1;
console.log(JSON.stringify(found[1].looks ? found[1].looks[times - 1] : found[1]));
`,
  );
  chmodSync(path.join(folder, "az"), 0o755);
  return { ...process.env, PATH: `${folder}:${process.env.PATH}` };
}

const asked = () => readFileSync(path.join(project, "asked"), "utf8");
const command = (name: string, args: string[], env = process.env) =>
  run([process.execPath, "--import", "tsx", `commands/${name}.ts`, ...args], { cwd: project, env });

describeWithTerraform("npm run status", () => {
  test("shows what is deployed, healthy or not, and what awaits its promotion", async () => {
    let answer = 200;
    const url = `http://127.0.0.1:${await serve((_, response) => response.writeHead(answer).end())}`;
    leaveState(project, "dev-hello", { image: IMAGE, url });
    leaveState(project, "dev-hello-image", { image: IMAGE, tags: ["v1", "latest"] });
    const env = azureCli();
    const good = await command("status", [], env);
    expect(good.status).toBe(0);
    expect(good.output).toMatch(
      new RegExp(`^hello +dev +v1, latest +a{12} +2026-01-02T03:04:05Z +yes +${url}$`, "m"),
    );
    expect(good.output).toMatch(/^hello +prod +not deployed/m);
    expect(good.output).toContain("prod-hello: awaits promotion: npm run promote -- hello FROM prod");

    answer = 503;
    leaveState(project, "dev-hello-image", { image: IMAGE.replace(DIGEST, OTHER), tags: ["v2"] });
    const { apps } = JSON.parse((await command("status", ["--json"], env)).output);
    expect(apps[0]).toMatchObject({
      app: "hello",
      environment: "dev",
      deployed: true,
      digest: DIGEST,
      healthy: false,
    });
    expect(apps[0].notes).toEqual([
      expect.stringContaining("status 503, not status 200"),
      expect.stringContaining("main.ts has another image, bbbbbbbbbbbb: npm run deploy -- hello dev"),
      // The state of this test knows the group's name only.
      expect.stringContaining("main.ts has other settings"),
    ]);
  });

  test("says what main.ts has otherwise than the group that runs, and not the one that it replaced", async () => {
    leaveState(project, "dev-hello", { image: IMAGE }, ["old", "slipway-dev-hello"]);
    const { output } = await command("status", [], azureCli());
    expect(output).toMatch(
      /^dev-hello: main\.ts has other settings \(.*open port 8080\/TCP is new.*\): npm run deploy -- hello dev$/m,
    );
    expect(output).not.toContain("old");
  });

  test("says why it is not known since when an app runs", async () => {
    leaveState(project, "dev-hello", { image: IMAGE });
    const said = "WARNING: Subscription '1' not recognized.\nERROR: Please run 'az login' to setup account.";
    const env = azureCli({ "container list": said });
    const { output } = await command("status", [], env);
    expect(output).toMatch(/^hello +dev +\S+ +a{12} +- /m);
    expect(output).toContain(
      "Since when is not known: az container list: You are not logged in.\n  az login",
    );
  });

  test("shows the rest without an Azure CLI, and when a state cannot be read", async () => {
    mkdirSync(path.join(project, "terraform-state"));
    writeFileSync(path.join(project, "terraform-state", "dev-hello.tfstate"), "not a state");
    const { status, output } = await command("status", []);
    expect([status, output]).toEqual([0, expect.stringMatching(/^hello +dev +unknown/m)]);
    expect(output).toContain("dev-hello: The state of dev-hello cannot be read.");
  });
});

describeWithTerraform("npm run logs", () => {
  beforeEach(() => leaveState(project, "dev-hello", { image: IMAGE }));

  test("shows the last lines of the app's container, of another one, and follows", async () => {
    const env = azureCli();
    expect(await command("logs", ["hello", "dev", "--tail", "5"], env)).toEqual({
      status: 0,
      output: "hello wrote this\n",
    });
    expect(asked()).toContain("container list --resource-group slipway-dev-hello");
    expect(asked()).toMatch(/containers\/hello\/logs\?api-version=[\d-]+&tail=5&/);
    const sidecar = await command("logs", ["hello", "dev", "--container", "sidecar"], env);
    expect(sidecar.output).toBe("sidecar wrote this\n");
  });

  test("follows: each line once, also where no terminal is, past a restart, to the end", async () => {
    // What Azure has at each look: a line that is not whole yet is shown when it is.
    const looks = ["a\nb\nc", "a\nb\nc c\n", "", "d\n", "d\n", "d\n", "d\nlast"];
    const groupThat = (currentState: object) => {
      const containers = [{ name: "hello", properties: { image: IMAGE, instanceView: { currentState } } }];
      return { ...GROUP, properties: { restartPolicy: "OnFailure", containers } };
    };
    const runs = groupThat({ state: "Running" });
    const ended = groupThat({ state: "Terminated", exitCode: 0, detailStatus: "Completed" });
    const env = azureCli({
      [`rest ${GROUP.id}/containers/hello/logs?`]: { looks: looks.map((content) => ({ content })) },
      [`rest ${GROUP.id}?`]: { looks: [runs, runs, ended] },
    });
    expect(await command("logs", ["hello", "dev", "--follow"], env)).toEqual({
      status: 0,
      output:
        "a\nb\nc c\nhello was restarted: this is its new log.\nd\nlast\nhello has ended, exit code 0: Completed.\n",
    });
  });

  test.each([
    [
      "ERROR: Please run 'az login' to setup account.",
      /^az container list: You are not logged in\.\n {2}az login$/m,
    ],
    [
      "ERROR: (SubscriptionNotFound) The subscription '1' could not be found.",
      /does not know the subscription of ARM_SUBSCRIPTION_ID\.\n {2}az account list --all/,
    ],
    [
      "ERROR: (ResourceGroupNotFound) Resource group 'a' could not be found.",
      /ARM_SUBSCRIPTION_ID.*\n?.*npm run deploy -- dev-hello/,
    ],
  ])("says what Azure says where it has no group: %s", async (answer, expected) => {
    const env = { ...azureCli({ "container list": answer }), ARM_SUBSCRIPTION_ID: "1" };
    const { status, output } = await command("logs", ["hello", "dev"], env);
    expect([status, output]).toEqual([1, expect.stringMatching(expected)]);
    expect(asked()).toContain("--subscription 1");
  });

  test("says why a container has written nothing", async () => {
    const never = structuredClone(GROUP) as { properties: { containers: object[]; instanceView?: object } };
    never.properties.containers = [{ name: "hello", properties: { image: IMAGE } }];
    never.properties.instanceView = {
      events: [{ message: "Failed to pull image", lastTimestamp: "2026-01-01" }],
    };
    const rest = `rest ${GROUP.id}`;
    const env = azureCli({ [`${rest}/containers/hello/logs?`]: { content: null }, [`${rest}?`]: never });
    expect(await command("logs", ["hello", "dev"], env)).toEqual({
      status: 0,
      output:
        "hello has written nothing: it was never started. Azure's last word on it: Failed to pull image\n",
    });
  });

  test("tells how the container ended that ran before", async () => {
    const { output } = await command("logs", ["hello", "dev", "--previous"], azureCli());
    expect(output).toContain("from 2026-01-01T00:00:00Z to 2026-01-02T03:04:00Z and was restarted 2 times");
    expect(output).toContain("Terminated, exit code 137: Error.");
  });

  test.each([
    [["hello", "dev", "--container", "other"], '--container is "other". Allowed: hello, sidecar.'],
    [["hello", "dev", "--tail", "none"], '--tail is "none".'],
    [["helo", "dev"], 'the app is "helo"'],
    [["hello"], "missing required argument 'ENVIRONMENT'"],
  ])("refuses %j", async (args, message) => {
    const { status, output } = await command("logs", args, azureCli());
    expect([status, output]).toEqual([1, expect.stringContaining(message)]);
  });

  test("says so when the app is not deployed, or there is no Azure CLI", async () => {
    const terraform = (await run(["which", "terraform"])).output.trim();
    const env = { ...process.env, PATH: path.join(project, "nothing"), TERRAFORM_BINARY_NAME: terraform };
    const without = await command("logs", ["hello", "dev"], env);
    expect([without.status, without.output]).toEqual([
      1,
      expect.stringContaining("The Azure CLI is not installed"),
    ]);
    rmSync(path.join(project, "terraform-state"), { recursive: true });
    const { output } = await command("logs", ["hello", "dev"], azureCli());
    expect(output).toContain("dev-hello is not deployed. Deploy it first: npm run deploy -- hello dev");
  });
});
