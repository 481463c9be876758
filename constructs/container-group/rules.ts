import { Construct } from "constructs";
import { checkIdentityIds } from "../../core/azure/ids";
import { checkLocation } from "../../core/azure/location";
import { checkName } from "../../core/azure/names";
import { checkTags, STORAGE_TAG_NAME_BYTES } from "../../core/azure/tags";
import { checkChoice, Fault, inWords, refuse } from "../../core/fault";
import { resolved } from "../../core/terraform/resolved";
import { checkContainer } from "./container";
import { checkCustomerManagedKey } from "./customer-managed-key";
import { checkDnsConfig } from "./dns-config";
import { checkInitContainer } from "./init-container";
import { IpAddress } from "./ip-address";
import { checkPorts } from "./ports";
import {
  CONTAINER_GROUP_SKUS,
  ContainerGroupProps,
  DNS_LABEL_REUSE_POLICIES,
  OS_TYPES,
  PRIORITIES,
  RESTART_POLICIES,
  ZONES,
} from "./props";
import { checkRoomForRevision } from "./revision";
import { checkSizes } from "./sizes";
import { checkVolumes, makesStorageAccount } from "./volumes";

/**
 * The most containers of a group, init containers included.
 * Source: Azure documentation, "Resource availability & quota limits for ACI".
 */
const MOST_CONTAINERS = 60;

/** What Azure would refuse in a container group. */
export function checkContainerGroup(scope: Construct, props: ContainerGroupProps): Fault[] {
  const { containers, initContainers = [], ipAddress, dnsConfig, customerManagedKey } = props;
  return [
    ...checkName("containerGroup", "name", props.name),
    ...checkName("resourceGroup", "resourceGroupName", props.resourceGroupName),
    ...checkLocation("location", props.location),
    ...containers.flatMap((container, i) => checkContainer(`containers[${i}]`, container)),
    ...initContainers.flatMap((container, i) => checkInitContainer(`initContainers[${i}]`, container)),
    ...(props.revision ? checkRoomForRevision(props) : []),
    ...checkNumberOfContainers(props),
    ...checkContainerNames(props),
    ...checkChoices(props),
    ...(ipAddress?.check("ipAddress") ?? []),
    ...checkPorts(props),
    ...(dnsConfig ? checkDnsConfig("dnsConfig", dnsConfig) : []),
    ...checkDnsNameLabel(props),
    ...checkSizes(props),
    ...checkVolumes(props),
    ...checkSpot(props),
    ...checkZone(props),
    ...checkWindows(props),
    ...checkConfidential(props),
    ...checkIdentityIds("userAssignedIdentityIds", props.userAssignedIdentityIds),
    ...(customerManagedKey ? checkCustomerManagedKey("customerManagedKey", customerManagedKey) : []),
    ...checkCredentials(scope, props),
    ...(props.logAnalytics?.check("logAnalytics") ?? []),
    ...checkTags("tags", props.tags, makesStorageAccount(props) ? STORAGE_TAG_NAME_BYTES : undefined),
  ];
}

function checkNumberOfContainers({ containers, initContainers = [] }: ContainerGroupProps): Fault[] {
  const count = containers.length + initContainers.length;
  if (containers.length > 0 && count <= MOST_CONTAINERS) return [];
  const allowed = `1 to ${MOST_CONTAINERS} containers, the init containers included`;
  return containers.length === 0
    ? refuse("containers", containers, allowed, "give the group a container")
    : refuse("containers", inWords(`${count} containers`), allowed, "split the group");
}

/** What is wrong with the names of containers that run together. */
export function checkContainerNames({
  containers,
  initContainers = [],
}: Pick<ContainerGroupProps, "containers" | "initContainers">): Fault[] {
  const named = [
    ...containers.map(({ name }, i) => ({ name, property: `containers[${i}].name` })),
    ...initContainers.map(({ name }, i) => ({ name, property: `initContainers[${i}].name` })),
  ];
  return named.flatMap(({ name, property }, i) => {
    const first = named.findIndex((other) => other.name === name);
    if (first === i) return [];
    const allowed = "each name once in a group, init containers included";
    return refuse(property, name, allowed, `rename it: ${named[first]!.property} is the same`);
  });
}

function checkChoices(props: ContainerGroupProps): Fault[] {
  const { restartPolicy, osType, priority, sku, zone, dnsNameLabelReusePolicy } = props;
  return [
    ...checkChoice("restartPolicy", restartPolicy, RESTART_POLICIES),
    ...checkChoice("osType", osType, OS_TYPES),
    ...checkChoice("priority", priority, PRIORITIES),
    ...checkChoice("sku", sku, CONTAINER_GROUP_SKUS),
    ...checkChoice("zone", zone, ZONES),
    ...checkChoice("dnsNameLabelReusePolicy", dnsNameLabelReusePolicy, DNS_LABEL_REUSE_POLICIES),
  ];
}

/** Source: Azure documentation, "Virtual network scenarios and resources"; azurerm drops the label without an address. */
function checkDnsNameLabel(props: ContainerGroupProps): Fault[] {
  const { dnsNameLabel, dnsNameLabelReusePolicy, ipAddress = IpAddress.public() } = props;
  if (dnsNameLabel === undefined) {
    if (dnsNameLabelReusePolicy === undefined) return [];
    const allowed = "a reuse policy with a dnsNameLabel only";
    const fix = "set dnsNameLabel, or leave the policy out";
    return refuse("dnsNameLabelReusePolicy", dnsNameLabelReusePolicy, allowed, fix);
  }
  const allowed = `a label for a public IP address only (ipAddress is ${ipAddress.type})`;
  const fix = "use IpAddress.public(), or leave the label out";
  return [
    ...checkName("dnsLabel", "dnsNameLabel", dnsNameLabel),
    ...(ipAddress.type === "Public" ? [] : refuse("dnsNameLabel", dnsNameLabel, allowed, fix)),
  ];
}

/** Source: Azure documentation, "Azure Container Instances Spot containers"; azurerm refuses an address at plan. */
function checkSpot({ priority, ipAddress = IpAddress.public(), zone, sku }: ContainerGroupProps): Fault[] {
  if (priority !== "Spot") return [];
  const { type, subnetId } = ipAddress;
  const regular = 'or priority: "Regular"';
  return [
    ...(type === "None" && subnetId === undefined
      ? []
      : refuse(
          "ipAddress",
          inWords(type === "None" ? "IpAddress.none() in a subnet" : `IpAddress.${type.toLowerCase()}()`),
          "IpAddress.none() outside a subnet for a Spot group",
          `use IpAddress.none(), ${regular}`,
        )),
    ...(zone === undefined
      ? []
      : refuse("zone", zone, "a zone for a Regular group only", `leave the zone out, ${regular}`)),
    ...(sku === "Confidential"
      ? refuse("sku", sku, "Standard, Dedicated for a Spot group", `write "Standard", ${regular}`)
      : []),
  ];
}

/** Source: Azure documentation, "Migrate Azure Container Instances to availability zone support" (considerations). */
function checkZone({ zone, ipAddress }: ContainerGroupProps): Fault[] {
  if (zone === undefined || ipAddress?.subnetId === undefined) return [];
  return refuse("zone", zone, "a zone for a group outside subnets only", "leave out the zone, or the subnet");
}

/**
 * Source: Azure documentation, "Container groups in Azure Container Instances" (Windows: one container, no volumes) and
 * "Deploy to Azure Container Instances from Azure Container Registry using a managed identity" (limitations).
 */
function checkWindows(props: ContainerGroupProps): Fault[] {
  if (props.osType !== "Windows") return [];
  const { containers, initContainers = [], registryCredentials = [], sku } = props;
  const onLinux = (property: string, given: unknown, allowed: string, fix: string) =>
    refuse(property, given, allowed, `${fix}, or osType: "Linux"`);
  return [
    ...(containers.length > 1
      ? onLinux(
          "containers",
          inWords(`${containers.length} containers`),
          "1 container with Windows",
          "make a group for each",
        )
      : []),
    ...(initContainers.length > 0
      ? onLinux(
          "initContainers",
          initContainers.map(({ name }) => name),
          "init containers with Linux only",
          "leave them out",
        )
      : []),
    ...[...containers, ...initContainers].flatMap(({ name, volumeMounts = [] }) => {
      if (volumeMounts.length === 0) return [];
      const names = volumeMounts.map(({ volume }) => volume.name);
      return onLinux(
        `volumeMounts of ${JSON.stringify(name)}`,
        names,
        "volumes with Linux only",
        "leave them out",
      );
    }),
    ...registryCredentials.flatMap(({ identityId }, i) =>
      identityId === undefined
        ? []
        : onLinux(
            `registryCredentials[${i}]`,
            inWords("an identity"),
            "a password with Windows",
            "use RegistryCredential.password",
          ),
    ),
    ...(sku === "Confidential"
      ? onLinux("sku", sku, "Standard, Dedicated with Windows", 'write "Standard"')
      : []),
  ];
}

/** Source: azurerm's documentation of azurerm_container_group, note on privilege_enabled. */
function checkConfidential({ containers, initContainers = [], sku }: ContainerGroupProps): Fault[] {
  if (sku === "Confidential") return [];
  const allowed = "privileged containers in the SKU Confidential only";
  return [...containers, ...initContainers]
    .filter(({ privileged }) => privileged)
    .flatMap(({ name }) =>
      refuse(
        `privileged of ${JSON.stringify(name)}`,
        true,
        allowed,
        'set sku: "Confidential", or leave it out',
      ),
    );
}

/** What Azure would refuse in logins to registries. */
export function checkCredentials(
  scope: Construct,
  { registryCredentials = [] }: Pick<ContainerGroupProps, "registryCredentials">,
): Fault[] {
  const servers = registryCredentials.map(({ server }) => resolved(scope, server));
  return registryCredentials.flatMap((credential, i) => {
    const property = `registryCredentials[${i}]`;
    const server = servers[i] ?? "";
    const first = servers.indexOf(server);
    const fix = `remove it or registryCredentials[${first}]`;
    return [
      ...credential.check(property),
      ...(first === i ? [] : refuse(`${property}.server`, server, "one credential for each registry", fix)),
    ];
  });
}
