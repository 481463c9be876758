import { asBlocks } from "../../core/terraform/json";
import { Policy, resourcesIn } from "../policy";

export const httpsInProduction: Policy = {
  id: "https-in-production",
  reason: "What goes over plain HTTP can be read and changed on its way.",
  inProductionOnly: true,
  check: (stack) =>
    resourcesIn(stack, "azurerm_container_group")
      .filter(({ attributes }) => attributes.ip_address_type === "Public")
      .flatMap(({ path, attributes }) => {
        const ports = asBlocks(attributes.exposed_port)
          .filter(({ protocol = "TCP" }) => protocol === "TCP")
          .map(({ port }) => Number(port));
        if (ports.length === 0 || ports.includes(443)) return [];
        return [
          {
            path,
            found: `a public address that answers on ${ports.join(", ")}, and not on 443`,
            fix: "add https: Https.automatic() to the app",
          },
        ];
      }),
};
