import { Policy, resourcesIn } from "../policy";

/** A registry that is deleted takes every image with it, those that run included. */
export const locksInProduction: Policy = {
  id: "locks-in-production",
  reason: "A deleted registry takes with it every image, those that production runs included.",
  check: (stack, { production }) => {
    const isLocked = resourcesIn(stack, "azurerm_management_lock").length > 0;
    return resourcesIn(stack, "azurerm_container_registry")
      .filter(() => production && !isLocked)
      .map(({ path }) => ({
        path,
        found: "it has no delete lock",
        fix: "set deleteLock: true on the registry",
      }));
  },
};
