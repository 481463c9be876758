import { Policy, resourcesIn } from "../policy";

export const noAdminUser: Policy = {
  id: "no-admin-user",
  reason: "The admin user is one shared account that may push and pull everything.",
  check: (stack) =>
    resourcesIn(stack, "azurerm_container_registry")
      .filter(({ attributes }) => attributes.admin_enabled === true)
      .map(({ path }) => ({
        path,
        found: "the admin user is on",
        fix: "leave adminUser out: an identity pulls and tokens push",
      })),
};
