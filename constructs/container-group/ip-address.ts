import { checkAzureId } from "../../core/azure/ids";
import { Fault } from "../../core/fault";

/**
 * The address of a container group.
 *
 * @example
 * const network =
 *   "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/net/providers/Microsoft.Network/virtualNetworks/acme";
 * const inSubnet = IpAddress.private(`${network}/subnets/apps`);
 */
export class IpAddress {
  private constructor(
    /** By Azure's names. */
    readonly type: "Public" | "Private" | "None",
    readonly subnetId?: string,
  ) {}

  /** A public address, which is new whenever the group is replaced; a DNS label stays. */
  static public(): IpAddress {
    return new IpAddress("Public");
  }

  /**
   * An address in a subnet of a virtual network.
   * @param subnetId Azure's id of the subnet, which is delegated to `Microsoft.ContainerInstance/containerGroups`
   */
  static private(subnetId: string): IpAddress {
    return new IpAddress("Private", subnetId);
  }

  /**
   * No address: nothing can reach the group, it can reach others.
   * @param subnetId Azure's id of the subnet it reaches others from; public networks unless given
   */
  static none(subnetId?: string): IpAddress {
    return new IpAddress("None", subnetId);
  }

  /** What Azure would refuse, apart from what it is combined with. */
  check(property: string): Fault[] {
    const { type, subnetId } = this;
    if (type === "Public" || (type === "None" && subnetId === undefined)) return [];
    const fix = 'copy it from "az network vnet subnet show"';
    return checkAzureId("subnet", `${property}.subnetId`, subnetId, fix);
  }
}
