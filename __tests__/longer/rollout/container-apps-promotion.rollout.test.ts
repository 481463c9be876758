import { readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { leaveState } from "../../support/left-state";
import { describeWithTerraform, run } from "../../support/programs";
import { linkProject } from "../../support/project-copy";
import { onlyResource, StackJson } from "../../support/synthesis";

const ENVIRONMENTS = `environments: [
    { name: "dev", registry: "dev" },
    { name: "staging", registry: "dev", images: "promoted", platform: Platform.containerApps() },
    { name: "prod", registry: "dev", images: "promoted", platform: Platform.containerApps() },
  ],`;
const OLD = `sha256:${"a".repeat(64)}`;
const NEW = `sha256:${"b".repeat(64)}`;

let project: string;
beforeEach(async () => {
  project = linkProject((main) =>
    main
      .replace(/^import \{ Port \}/m, 'import { Platform } from "./constructs/container-app/platform";\n$&')
      .replace(/environments: \[.*\],/, ENVIRONMENTS),
  );
  writeFileSync(path.join(project, "releases.json"), "{}\n");
  await typed("git init -q");
});

/** Runs what a user types, which must go well; what it printed. */
async function typed(line: string): Promise<string> {
  const { status, output } = await run(["sh", "-c", line], { cwd: project });
  expect({ line, status, output }).toEqual({ line, status: 0, output });
  return output;
}

const commit = () =>
  typed("git add releases.json && git -c user.name=t -c user.email=t@example.com commit -qm Fix");
const releases = () => JSON.parse(readFileSync(path.join(project, "releases.json"), "utf8"));
const runs = (environment: string, digest: string, kind?: "azurerm_container_app") =>
  leaveState(project, `${environment}-hello`, { image: `dev.azurecr.io/hello@${digest}` }, ["hello"], kind);

/** The image that the next deploy gives to the app in an environment. */
async function nextImage(environment: string): Promise<string> {
  await typed("npm start");
  const file = path.join(project, "cdktf.out", "stacks", `${environment}-hello`, "cdk.tf.json");
  const stack: StackJson = JSON.parse(readFileSync(file, "utf8"));
  return onlyResource(stack, "azurerm_container_app").template.container[0].image;
}

describeWithTerraform("An image that was built for a container group", () => {
  test("is promoted to Azure Container Apps, on from there, and rolled back there", async () => {
    runs("dev", OLD);
    const promoted = await typed("npm run promote -- hello dev staging");
    expect(promoted).toContain("npm run deploy -- hello staging");
    expect(await nextImage("staging")).toMatch(new RegExp(`/hello@${OLD}$`));

    runs("staging", OLD, "azurerm_container_app");
    await typed("npm run promote -- hello staging prod");
    await commit();
    runs("staging", NEW, "azurerm_container_app");
    await typed("npm run promote -- hello staging prod");
    await commit();
    expect(releases()).toEqual({ staging: { hello: OLD }, prod: { hello: NEW } });
    expect(await nextImage("prod")).toMatch(new RegExp(`/hello@${NEW}$`));

    const back = await typed("npm run rollback -- hello prod");
    expect(back).toContain("npm run deploy -- hello prod");
    expect(releases()).toEqual({ staging: { hello: OLD }, prod: { hello: OLD } });
    expect(await nextImage("prod")).toMatch(new RegExp(`/hello@${OLD}$`));
  });
});
