import { asJson } from "../../core/terraform/json";
import { Policy, resourcesIn } from "../policy";

/** The resources that cost money or hold others, and so are looked for by tag. */
const TAGGED = [
  "azurerm_resource_group",
  "azurerm_container_registry",
  "azurerm_container_group",
  "azurerm_container_app",
  "azurerm_container_app_environment",
];

export const tagsPresent: Policy = {
  id: "tags-present",
  reason: "Costs and owners are found by tag.",
  check: (stack) =>
    TAGGED.flatMap((type) => resourcesIn(stack, type))
      .filter(({ attributes }) => Object.keys(asJson(attributes.tags)).length === 0)
      .map(({ path }) => ({
        path,
        found: "it has no tags",
        fix: 'add tags to the deployment, for example tags: { owner: "platform" }',
      })),
};
