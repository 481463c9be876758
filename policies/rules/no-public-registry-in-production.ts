import { Policy, resourcesIn } from "../policy";

export const noPublicRegistryInProduction: Policy = {
  id: "no-public-registry-in-production",
  reason: "A registry that production runs from should answer no one on the internet.",
  inProductionOnly: true,
  check: (stack) =>
    resourcesIn(stack, "azurerm_container_registry")
      .filter(({ attributes }) => attributes.public_network_access_enabled !== false)
      .map(({ path }) => ({
        path,
        found: "its public network access is on",
        fix: 'set publicNetworkAccess: false on the registry, which needs sku: "Premium" and a private endpoint',
      })),
};
