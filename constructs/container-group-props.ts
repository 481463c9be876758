import { ContainerProps } from "./container";
import { CustomerManagedKey } from "./customer-managed-key";
import { DnsConfig } from "./dns-config";
import { InitContainerProps } from "./init-container";
import { IpAddress } from "./ip-address";
import { LogAnalytics } from "./log-analytics";
import { Port } from "./port";
import { RegistryCredential } from "./registry-credential";
import { RevisionProps } from "./revision";
import { Tags } from "./tags";

/** What Azure does when a container ends, by Azure's names. */
export const RESTART_POLICIES = ["Always", "OnFailure", "Never"] as const;

/** What Azure does when a container ends. */
export type RestartPolicy = (typeof RESTART_POLICIES)[number];

/** The operating systems of containers, by Azure's names. */
export const OS_TYPES = ["Linux", "Windows"] as const;

/** Who else may take a DNS label that was given up, by Azure's names. */
export const DNS_LABEL_REUSE_POLICIES = [
  "Unsecure",
  "TenantReuse",
  "SubscriptionReuse",
  "ResourceGroupReuse",
  "Noreuse",
] as const;

/** The availability zones of a region. */
export const ZONES = ["1", "2", "3"] as const;

/** Whether Azure may take the group's capacity back (Spot), by Azure's names. */
export const PRIORITIES = ["Regular", "Spot"] as const;

/** The service tiers of a container group, by Azure's names. */
export const CONTAINER_GROUP_SKUS = ["Standard", "Dedicated", "Confidential"] as const;

/** What a `ContainerGroup` is made from. */
export interface ContainerGroupProps {
  /** The group's name: 1–63 lower-case letters, digits and single hyphens. */
  readonly name: string;
  /** The resource group that holds it. */
  readonly resourceGroupName: string;
  /** The Azure region, for example `westeurope`. */
  readonly location: string;
  /** Its containers, which share one address: 1–60, the init containers included; one only for Windows. */
  readonly containers: readonly ContainerProps[];
  /**
   * Containers that run to their end, one after the other, before the others start. Linux only.
   * @default - none
   */
  readonly initContainers?: readonly InitContainerProps[];
  /**
   * The address: public, private in a subnet, or none.
   * @default IpAddress.public()
   */
  readonly ipAddress?: IpAddress;
  /**
   * The ports that the address answers on, at most 5: ports of its containers.
   * @default - all ports of its containers
   */
  readonly exposedPorts?: readonly Port[];
  /**
   * The first part of its public name, `LABEL.REGION.azurecontainer.io`: 5–63 letters, digits and hyphens, unique in
   * the region. For a public address only.
   * @default - no name; the group is reached by IP address
   */
  readonly dnsNameLabel?: string;
  /**
   * Who else may take the label once this group has given it up. With any other policy than `Unsecure`, Azure adds a
   * hash to the label in the public name.
   * @default "Unsecure"
   */
  readonly dnsNameLabelReusePolicy?: (typeof DNS_LABEL_REUSE_POLICIES)[number];
  /**
   * The name servers that its containers ask.
   * @default - Azure's
   */
  readonly dnsConfig?: DnsConfig;
  /**
   * What happens when a container ends.
   * @default "Always"
   */
  readonly restartPolicy?: RestartPolicy;
  /**
   * The operating system of its containers.
   * @default "Linux"
   */
  readonly osType?: (typeof OS_TYPES)[number];
  /**
   * The availability zone it runs in: Azure pins a group to one. Not in a subnet.
   * @default - Azure chooses
   */
  readonly zone?: (typeof ZONES)[number];
  /**
   * `Spot` is cheaper, and Azure may end it at any time. It has no IP address, and at most 4 CPU cores and 16 GB.
   * @default "Regular"
   */
  readonly priority?: (typeof PRIORITIES)[number];
  /**
   * The service tier.
   * @default "Standard"
   */
  readonly sku?: (typeof CONTAINER_GROUP_SKUS)[number];
  /**
   * Whether Azure gives the group an identity of its own. It cannot pull images: it does not exist in time.
   * @default false
   */
  readonly systemAssignedIdentity?: boolean;
  /**
   * Azure's ids of user-assigned identities that its containers may act as. Those that pull images or use the
   * customer-managed key are added by themselves.
   * @default - none
   */
  readonly userAssignedIdentityIds?: readonly string[];
  /**
   * A key of one's own that encrypts its data.
   * @default - Azure's key
   */
  readonly customerManagedKey?: CustomerManagedKey;
  /**
   * The workspace that takes its logs.
   * @default - logs are kept for the running containers only
   */
  readonly logAnalytics?: LogAnalytics;
  /**
   * How it logs in to the registries its images come from, once for each.
   * @default - no login: public images only
   */
  readonly registryCredentials?: readonly RegistryCredential[];
  /**
   * Makes a changed group beside the old one, which goes last: its name and DNS label get a revision of 14 characters.
   * @default - no revision; the old group goes first, and the new one takes its names
   */
  readonly revision?: RevisionProps;
  /**
   * Azure tags.
   * @default - no tags
   */
  readonly tags?: Tags;
}
