import { ContainerRegistry } from "@cdktf/provider-azurerm/lib/container-registry";
import { UserAssignedIdentity } from "@cdktf/provider-azurerm/lib/user-assigned-identity";
import { Image } from "@cdktf/provider-docker/lib/image";
import { DockerProvider } from "@cdktf/provider-docker/lib/provider";
import { type App, TerraformOutput, TerraformStack } from "cdktf";
import { checkStacks } from "../../check/check-stacks";
import { type StackCheck } from "../../check/stack-check";
import { azureStack, containerGroup, synthesized } from "./support";
import { describeWithTerraform } from "../support/programs";

jest.setTimeout(60_000);

interface Fault {
  readonly plant: (app: App, name: string) => void;
  readonly summary: string;
  readonly detail: string;
  readonly address?: string;
}

const faults: Record<string, Fault> = {
  "unknown-argument": {
    plant: (app, name) => azureStack(app, name).group.addOverride("colour", "blue"),
    summary: "Extraneous JSON object property",
    detail: 'No argument or block type is named "colour".',
    address: "resource.azurerm_resource_group.group",
  },
  "unknown-argument-in-a-block": {
    plant: (app, name) =>
      containerGroup(azureStack(app, name).group).addOverride("container.0.colour", "blue"),
    summary: "Extraneous JSON object property",
    detail: 'No argument or block type is named "colour".',
    address: "resource.azurerm_container_group.web",
  },
  "unknown-resource-type": {
    plant: (app, name) => azureStack(app, name).stack.addOverride("resource.azurerm_kettle.tea", {}),
    summary: "Invalid resource type",
    detail: 'The provider hashicorp/azurerm does not support resource type "azurerm_kettle".',
    address: "resource.azurerm_kettle",
  },
  "missing-required-argument": {
    plant: (app, name) => {
      azureStack(app, name).group.location = undefined as unknown as string;
    },
    summary: "Missing required argument",
    detail: 'The argument "location" is required, but no definition was found.',
    address: "resource.azurerm_resource_group.group",
  },
  "missing-required-block": {
    plant: (app, name) => containerGroup(azureStack(app, name).group, { container: [] }),
    summary: "Insufficient container blocks",
    detail: 'At least 1 "container" blocks are required.',
    address: "resource.azurerm_container_group.web",
  },
  "a-block-given-twice": {
    plant: (app, name) =>
      containerGroup(azureStack(app, name).group).addOverride("identity", [
        { type: "SystemAssigned" },
        { type: "SystemAssigned" },
      ]),
    summary: "Too many identity blocks",
    detail: 'No more than 1 "identity" blocks are allowed',
    address: "resource.azurerm_container_group.web",
  },
  "wrong-type": {
    plant: (app, name) => containerGroup(azureStack(app, name).group).addOverride("container.0.cpu", "half"),
    summary: "Incorrect attribute value type",
    detail: 'Inappropriate value for attribute "cpu": a number is required.',
    address: "resource.azurerm_container_group.web",
  },
  "wrong-type-in-the-provider": {
    plant: (app, name) => {
      const stack = new TerraformStack(app, name);
      new DockerProvider(stack, "docker", { registryAuth: [{ address: "x" }] }).addOverride("ssh_opts", "-v");
      new Image(stack, "image", { name: "busybox" });
    },
    summary: "Incorrect attribute value type",
    detail: 'Inappropriate value for attribute "ssh_opts": list of string required.',
    address: "provider.docker",
  },
  "missing-required-argument-in-the-provider": {
    plant: (app, name) => {
      const stack = new TerraformStack(app, name);
      new DockerProvider(stack, "docker").addOverride("registry_auth", [{ username: "me" }]);
      new Image(stack, "image", { name: "busybox" });
    },
    summary: "Missing required argument",
    detail: 'The argument "address" is required, but no definition was found.',
    address: "provider.docker",
  },
  "reference-to-an-undeclared-resource": {
    plant: (app, name) =>
      azureStack(app, name).group.addOverride("name", "${azurerm_user_assigned_identity.pull.name}"),
    summary: "Reference to undeclared resource",
    detail:
      'A managed resource "azurerm_user_assigned_identity" "pull" has not been declared in the root module.',
    address: "resource.azurerm_resource_group.group",
  },
  "reference-to-an-unknown-attribute": {
    plant: (app, name) => {
      const { stack } = azureStack(app, name);
      new TerraformOutput(stack, "colour", { value: "${azurerm_resource_group.group.colour}" });
    },
    summary: "Unsupported attribute",
    detail: 'This object has no argument, nested block, or exported attribute named "colour".',
    address: "output.colour",
  },
  "index-into-a-set": {
    plant: (app, name) => {
      const { stack, group } = azureStack(app, name);
      containerGroup(group, { zones: ["1"] });
      new TerraformOutput(stack, "zone", { value: "${azurerm_container_group.web.zones[0]}" });
    },
    summary: "Invalid index",
    detail: "Elements of a set are identified only by their value",
    address: "output.zone",
  },
  "a-secret-in-a-plain-output": {
    plant: (app, name) => {
      const { stack, group } = azureStack(app, name);
      const { location, name: resourceGroupName } = group;
      const registry = new ContainerRegistry(stack, "r", {
        name: "hello",
        location,
        resourceGroupName,
        sku: "Basic",
      });
      new TerraformOutput(stack, "password", { value: registry.adminPassword });
    },
    summary: "Output refers to sensitive values",
    detail: "To reduce the risk of accidentally exporting sensitive data",
    address: "output.password",
  },
  "dependency-cycle": {
    plant: (app, name) => {
      const { stack, group } = azureStack(app, name);
      const { location } = group;
      const identity = new UserAssignedIdentity(stack, "pull", {
        name: "pull",
        location,
        resourceGroupName: group.name,
      });
      group.addOverride("name", `\${${identity.fqn}.client_id}`);
    },
    summary: "Cycle:",
    detail: "",
  },
};

describeWithTerraform("Terraform's own words for", () => {
  let checks: StackCheck[];
  beforeAll(async () => {
    const outdir = synthesized((app) => {
      for (const [name, { plant }] of Object.entries(faults)) plant(app, name);
    });
    checks = await checkStacks(outdir);
  });

  test.each(Object.entries(faults))("%s", (name, { summary, detail, address }) => {
    const check = checks.find(({ stack }) => stack === name);
    expect(check?.status).toBe("failed");
    expect(check?.diagnostics).toContainEqual({
      severity: "error",
      summary: expect.stringContaining(summary),
      detail: expect.stringContaining(detail),
      ...(address && { address }),
    });
  });
});
