import { readFileSync } from "node:fs";
import { Backend } from "../../backends/backend";
import { Deployment } from "../../deployment/deployment";
import { block, evaluate } from "../support/documents";
import { exampleDeployment, stacksOf } from "../support/synthesis";

const text = readFileSync("docs/state.md", "utf8");

/** What the block after a marker adds to a deployment. */
function documented(marker: string): Partial<Deployment> {
  return evaluate(`{${block("docs/state.md", marker)}}`, { Backend });
}

test("the bootstrap stack and the backend that it documents fit each other", () => {
  const stacks = stacksOf(exampleDeployment({ ...documented("bootstrap"), ...documented("azurerm") }));
  const { bootstrap } = stacks;
  expect(bootstrap.terraform.backend.azurerm).toMatchObject({
    storage_account_name: bootstrap.output.storage_account_name.value,
    container_name: bootstrap.output.container_name.value,
  });
});

test("what it tells other projects to read is where the state is", () => {
  const { azurerm } = stacksOf(exampleDeployment(documented("azurerm")))["dev-hello"].terraform.backend;
  const config = Object.fromEntries(
    [...text.matchAll(/^ {4}(\w+) += "?([^"\n]+)"?$/gm)].map(([, name, value]) => [name, value]),
  );
  expect(config).toMatchObject({
    storage_account_name: azurerm.storage_account_name,
    container_name: azurerm.container_name,
    key: azurerm.key,
  });
});

test("the workspaces of HCP Terraform are called as it says", () => {
  const { cloud } = stacksOf(exampleDeployment(documented("hcpTerraform")))["dev-hello"].terraform;
  expect(cloud.workspaces).toEqual({ name: "slipway-dev-hello", project: "shop" });
});

test("every output that it promises is there, and it promises every output", () => {
  const changes: Partial<Deployment> = {
    ...documented("bootstrap"),
    registries: [{ name: "dev", location: "westeurope", adminUser: true }],
  };
  const table = text.slice(text.indexOf("## What other projects may rely on"));
  for (const [row, stack] of [
    ["registry", "dev-registry"],
    ["image", "dev-hello-image"],
    ["app", "dev-hello"],
    ["`bootstrap`", "bootstrap"],
  ] as const) {
    const [, cell] = new RegExp(`^\\| ${row} +\\|(.*)\\|$`, "m").exec(table) ?? [];
    const promised = [...(cell ?? "").matchAll(/`(\w+)`/g)].map(([, name]) => name);
    expect(promised.sort()).toEqual(Object.keys(stacksOf(exampleDeployment(changes))[stack].output).sort());
  }
});
