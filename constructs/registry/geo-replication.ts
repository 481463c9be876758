import { ContainerRegistryGeoreplications } from "@cdktf/provider-azurerm/lib/container-registry";
import { checkLocation, regionKey } from "../../core/azure/location";
import { checkTags, Tags } from "../../core/azure/tags";
import { Fault, refuse } from "../../core/fault";
import { literalTexts } from "../../core/terraform/literal-text";

/** A copy of a registry in another region, kept in step by Azure. */
export interface GeoReplication {
  /**
   * The Azure region, another than the registry's own.
   * @azure location
   */
  readonly location: string;
  /**
   * Whether it is spread over the region's zones. A change makes the copy anew.
   * @default false
   * @azure zoneRedundancy
   */
  readonly zoneRedundancy?: boolean;
  /**
   * Whether it has an endpoint of its own, `NAME.REGION.data.azurecr.io`.
   * @default false
   * @azure regionEndpointEnabled
   */
  readonly regionalEndpoint?: boolean;
  /**
   * Azure tags of the copy.
   * @default - no tags
   * @azure tags
   */
  readonly tags?: Tags;
}

/**
 * The blocks that replications become: in the order of their regions' names, the one that azurerm reads them in. In any
 * other the list would be a change at every plan. Source: azurerm's container_registry_resource.go (Read).
 */
export function renderGeoReplications(
  replications: readonly GeoReplication[],
): ContainerRegistryGeoreplications[] {
  return [...replications]
    .sort((a, b) => (regionKey(a.location) < regionKey(b.location) ? -1 : 1))
    .map(({ location, zoneRedundancy, regionalEndpoint, tags }) => ({
      location,
      zoneRedundancyEnabled: zoneRedundancy ?? false,
      regionalEndpointEnabled: regionalEndpoint ?? false,
      tags: literalTexts(tags),
    }));
}

/** What Azure would refuse, or azurerm would lose. Source: azurerm's container_registry_resource.go. */
export function checkGeoReplications(
  property: string,
  replications: readonly GeoReplication[],
  home: string,
): Fault[] {
  const regions = replications.map(({ location }) => regionKey(location));
  return replications.flatMap(({ location, tags }, i) => {
    const region = regions[i]!;
    const isTaken = region === regionKey(home) || regions.indexOf(region) !== i;
    return [
      ...checkLocation(`${property}[${i}].location`, location),
      ...checkTags(`${property}[${i}].tags`, tags),
      ...(isTaken
        ? refuse(
            `${property}[${i}].location`,
            location,
            "each region once, and another than the registry's own",
            "name another region, or remove this one",
          )
        : []),
    ];
  });
}
