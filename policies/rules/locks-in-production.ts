import { Policy, resourcesIn } from "../policy";

export const locksInProduction: Policy = {
  id: "locks-in-production",
  reason: "A deleted registry takes with it every image, those that production runs included.",
  inProductionOnly: true,
  check: (stack) => {
    const isLocked = resourcesIn(stack, "azurerm_management_lock").length > 0;
    return resourcesIn(stack, "azurerm_container_registry")
      .filter(() => !isLocked)
      .map(({ path }) => ({
        path,
        found: "it has no delete lock",
        fix: "set deleteLock: true on the registry",
      }));
  },
};
