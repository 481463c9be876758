import {
  ExistingContainerRegistry,
  ExistingRegistry,
} from "../../../constructs/registry/existing-container-registry";
import { PullIdentity } from "../../../constructs/registry/pull-identity";
import { ids, Rule, testRules, withoutPath } from "../../support/rules";
import { faultsIn, onlyResource, stackWith } from "../../support/synthesis";

const faults = (existing: ExistingRegistry) =>
  faultsIn((stack) => void new ExistingContainerRegistry(stack, "registry", existing)).map(withoutPath);
const named = { name: "shared", resourceGroupName: "rg" };

const rules: readonly Rule<ExistingRegistry>[] = [
  [
    "name",
    named,
    { ...named, name: "my-registry" },
    'name is "my-registry". Allowed: 5–50 letters and digits. Fix: copy "name" from "az acr list".',
  ],
  [
    "resource group",
    named,
    { ...named, resourceGroupName: "" },
    'resourceGroupName is "". Allowed: 1–90 letters, digits, underscores, hyphens, periods and parentheses, not ending in a period. Fix: copy "resourceGroup" from "az acr list".',
  ],
  [
    "id",
    { id: ids.registry },
    { id: ids.registry.toLowerCase() },
    `id is "${ids.registry.toLowerCase()}". Allowed: /subscriptions/UUID/resourceGroups/GROUP/providers/Microsoft.ContainerRegistry/registries/NAME. Fix: copy it from "az acr show".`,
  ],
  [
    "mode",
    { ...named, roleAssignmentMode: "rbac-abac" },
    { ...named, roleAssignmentMode: "abac" as "rbac" },
    'roleAssignmentMode is "abac". Allowed: rbac, rbac-abac. Fix: write for example "rbac".',
  ],
];

describe("the rules for an existing registry", () => testRules(faults, rules));

test.each<[string, ExistingRegistry]>([
  ["by name", named],
  ["by id", { id: ids.registry }],
])("%s it is looked up, and nothing of it is changed", (_, existing) => {
  const stack = stackWith((scope) => void new ExistingContainerRegistry(scope, "registry", existing));
  expect(Object.values(stack.data.azurerm_container_registry)).toEqual([
    expect.objectContaining({ name: "shared", resource_group_name: "rg" }),
  ]);
  expect(stack.resource).toBeUndefined();
});

test.each([
  ["rbac", "AcrPull"],
  ["rbac-abac", "Container Registry Repository Reader"],
] as const)("in the mode %s an identity pulls by the role %s", (roleAssignmentMode, role) => {
  const stack = stackWith((scope) => {
    const registry = new ExistingContainerRegistry(scope, "registry", { ...named, roleAssignmentMode });
    new PullIdentity(scope, "pull", {
      registry,
      name: "pull",
      location: "westeurope",
      resourceGroupName: "ours",
    });
  });
  expect(onlyResource(stack, "azurerm_role_assignment").role_definition_name).toBe(role);
  expect(onlyResource(stack, "azurerm_user_assigned_identity").resource_group_name).toBe("ours");
});
