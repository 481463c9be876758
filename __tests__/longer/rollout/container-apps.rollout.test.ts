import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { leaveState } from "../../support/left-state";
import { describeWithTerraform, run } from "../../support/programs";
import { linkProject } from "../../support/project-copy";
import { serve } from "../../support/web-server";

const IMAGE = `ghcr.io/acme/hello@sha256:${"a".repeat(64)}`;
const ID = "/subscriptions/0/resourceGroups/slipway-dev-hello/providers/Microsoft.App/containerApps/hello";

let project: string;
beforeEach(() => {
  project = linkProject((main) =>
    main
      .replace(/^import \{ Port \}/m, 'import { Platform } from "./constructs/container-app/platform";\n$&')
      .replace(
        /environments: \[.*\],/,
        'environments: [{ name: "dev", registry: "dev", platform: Platform.containerApps() }],',
      )
      .replace(/ImageSource\.fromBuild\(.*\)/, `ImageSource.fromReference("${IMAGE}")`)
      .replace("  releases,\n", "")
      .replace(/^import releases.*\n/m, ""),
  );
});

/** An Azure CLI that answers as Azure does about a container app, and notes what it is asked. */
function azureCli(
  properties: object,
  found: readonly object[] = [{ id: ID, name: "hello" }],
): NodeJS.ProcessEnv {
  const folder = path.join(project, "bin");
  mkdirSync(folder);
  const revisions = [
    { name: "hello--1", properties: { active: false, createdTime: "2026-01-01T00:00:00Z" } },
    { name: "hello--2", properties: { active: true, createdTime: "2026-01-02T03:04:05Z" } },
  ];
  const answers = {
    "resource list": found,
    [`rest ${ID}/revisions?`]: { value: revisions },
    [`rest ${ID}?`]: { id: ID, name: "hello", properties },
  };
  const program = `#!${process.execPath}
const args = process.argv.slice(2);
require("node:fs").appendFileSync(${JSON.stringify(path.join(project, "asked"))}, args.join(" ") + "\\n");
if (args[1] === "logs") { console.log("hello wrote this"); process.exit(0); }
const question = args[0] === "rest" ? "rest " + args[args.indexOf("--url") + 1] : args.slice(0, 2).join(" ");
console.log(JSON.stringify(Object.entries(${JSON.stringify(answers)}).find(([start]) => question.startsWith(start))[1]));
`;
  writeFileSync(path.join(folder, "az"), program, { mode: 0o755 });
  return { ...process.env, PATH: `${folder}:${process.env.PATH}` };
}

const asked = () => readFileSync(path.join(project, "asked"), "utf8");
const command = (name: string, args: string[], env: NodeJS.ProcessEnv) =>
  run([process.execPath, "--import", "tsx", `commands/${name}.ts`, ...args], { cwd: project, env });
const ready = { latestRevisionName: "hello--2", latestReadyRevisionName: "hello--2" };

/** What a deploy leaves in the state: its outputs, and that Terraform knows the container app. */
async function deployed(): Promise<string> {
  const url = `http://127.0.0.1:${await serve((request, response) => response.writeHead(request.url === "/health" ? 200 : 404).end())}`;
  leaveState(project, "dev-hello", { image: IMAGE, url }, ["hello"], "azurerm_container_app");
  return url;
}

describeWithTerraform("an app on Azure Container Apps", () => {
  test("npm run status asks it at its url, and says since when its newest revision runs", async () => {
    const url = await deployed();
    const { status, output } = await command("status", [], azureCli(ready));
    expect([status, output]).toEqual([
      0,
      expect.stringMatching(new RegExp(`^hello +dev +\\S+ +a{12} +2026-01-02T03:04:05Z +yes +${url}$`, "m")),
    ]);
  });

  test("npm run logs has the Azure CLI show what it writes", async () => {
    await deployed();
    const env = azureCli(ready);
    expect(await command("logs", ["hello", "dev", "--follow"], env)).toEqual({
      status: 0,
      output: "hello wrote this\n",
    });
    expect(asked()).toContain(
      "containerapp logs show --resource-group slipway-dev-hello --name hello --container hello --type console --format text --tail 100 --follow",
    );
    for (const [args, message] of [
      [["--previous"], "--previous is asked for."],
      [["--tail", "301"], "--tail is 301. Allowed: 1 to 300"],
    ] as const) {
      const refused = await command("logs", ["hello", "dev", ...args], env);
      expect([refused.status, refused.output]).toEqual([1, expect.stringContaining(message)]);
    }
  });

  test("npm run logs says what is missing: an Azure CLI, or one that knows container apps", async () => {
    await deployed();
    const bin = path.join(project, "old");
    mkdirSync(bin);
    const env = {
      ...process.env,
      PATH: bin,
      TERRAFORM_BINARY_NAME: (await run(["which", "terraform"])).output.trim(),
    };
    const none = await command("logs", ["hello", "dev"], env);
    expect([none.status, none.output]).toEqual([
      1,
      expect.stringMatching(/^The Azure CLI is not installed: .*\n$/),
    ]);
    writeFileSync(path.join(bin, "az"), "#!/bin/sh\nexit 2\n", { mode: 0o755 });
    const old = await command("logs", ["hello", "dev"], env);
    expect([old.status, old.output]).toEqual([
      2,
      expect.stringContaining("az extension add --name containerapp"),
    ]);
  });

  test("npm run verify is content when the newest revision runs", async () => {
    await deployed();
    const { status, output } = await command("verify", ["hello", "dev"], azureCli(ready));
    expect([status, output]).toEqual([
      0,
      expect.stringMatching(/^newest revision of hello runs +hello--2 +hello--2 +ok$/m),
    ]);
  });

  test("npm run verify tells of a revision that did not get ready, which no plan does", async () => {
    await deployed();
    const failed = { ...ready, latestReadyRevisionName: "hello--1", provisioningState: "Failed" };
    const { status, output } = await command("verify", ["hello", "dev"], azureCli(failed));
    expect([status, output]).toEqual([
      1,
      expect.stringMatching(
        /^newest revision of hello runs +hello--2 +hello--1: the last update failed +DIFFERS$/m,
      ),
    ]);
  });

  test("npm run verify finds an app that a deploy left behind", async () => {
    await deployed();
    const left = { id: ID.replace("/hello", "/other"), name: "other" };
    const { status, output } = await command(
      "verify",
      ["hello", "dev"],
      azureCli(ready, [{ id: ID, name: "hello" }, left]),
    );
    expect([status, output]).toEqual([1, expect.stringContaining(`az resource delete --ids ${left.id}`)]);
  });
});
