import { Construct } from "constructs";
import { checkIdentityIds } from "../../core/azure/ids";
import { checkLocation } from "../../core/azure/location";
import { checkName } from "../../core/azure/names";
import { checkTags } from "../../core/azure/tags";
import { checkChoice, Fault } from "../../core/fault";
import { resolved } from "../../core/terraform/resolved";
import { checkContainer } from "./container";
import { checkCustomerManagedKey } from "./customer-managed-key";
import { checkDnsConfig } from "./dns-config";
import { checkInitContainer } from "./init-container";
import { checkIpAddress, IpAddress } from "./ip-address";
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
import { checkVolumes } from "./volumes";

/**
 * The most containers of a group, init containers included.
 * Source: Azure documentation, "Resource availability & quota limits for ACI".
 */
const MOST_CONTAINERS = 60;

/** What Azure would refuse in a container group. */
export function checkContainerGroup(scope: Construct, props: ContainerGroupProps): Fault[] {
  const { containers, initContainers = [], ipAddress = IpAddress.public() } = props;
  return [
    ...checkName("containerGroup", "name", props.name),
    ...checkName("resourceGroup", "resourceGroupName", props.resourceGroupName, "write its name"),
    ...checkLocation("location", props.location),
    ...containers.flatMap((container, i) => checkContainer(scope, `containers[${i}]`, container)),
    ...initContainers.flatMap((container, i) => checkInitContainer(scope, `initContainers[${i}]`, container)),
    ...(props.revision ? checkRoomForRevision(props) : []),
    ...checkNumberOfContainers(props),
    ...checkContainerNames(props),
    ...checkChoices(props),
    ...checkIpAddress("ipAddress", ipAddress),
    ...checkPorts(props),
    ...checkDns(props),
    ...checkSizes(props),
    ...checkVolumes(props),
    ...checkSpot(props),
    ...checkZone(props),
    ...checkWindows(props),
    ...checkConfidential(props),
    ...checkIdentities(props),
    ...checkCredentials(scope, props),
    ...(props.logAnalytics?.check(scope, "logAnalytics") ?? []),
    ...checkTags("tags", props.tags),
  ];
}

function checkNumberOfContainers({ containers, initContainers = [] }: ContainerGroupProps): Fault[] {
  const count = containers.length + initContainers.length;
  if (containers.length > 0 && count <= MOST_CONTAINERS) return [];
  return [
    {
      property: "containers",
      given: containers.length === 0 ? containers : `${count} containers`,
      allowed: `1 to ${MOST_CONTAINERS} containers, the init containers included`,
      fix: containers.length === 0 ? "give the group a container" : "split the group",
    },
  ];
}

function checkContainerNames({ containers, initContainers = [] }: ContainerGroupProps): Fault[] {
  const places = [
    ...containers.map(({ name }, i) => ({ name, property: `containers[${i}].name` })),
    ...initContainers.map(({ name }, i) => ({ name, property: `initContainers[${i}].name` })),
  ];
  return places.flatMap(({ name, property }, i) => {
    const first = places.find((place) => place.name === name);
    if (!first || places.indexOf(first) === i) return [];
    return [
      {
        property,
        given: name,
        allowed: "each name once in a group, init containers included",
        fix: `rename this one or ${first.property}`,
      },
    ];
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
function checkDns(props: ContainerGroupProps): Fault[] {
  const { dnsNameLabel, dnsNameLabelReusePolicy, dnsConfig, ipAddress = IpAddress.public() } = props;
  const faults = dnsConfig ? checkDnsConfig("dnsConfig", dnsConfig) : [];
  if (dnsNameLabel !== undefined) {
    faults.push(...checkName("dnsLabel", "dnsNameLabel", dnsNameLabel));
    if (ipAddress.type !== "Public") {
      faults.push({
        property: "dnsNameLabel",
        given: dnsNameLabel,
        allowed: `a label for a public IP address only (ipAddress is ${ipAddress.type})`,
        fix: "use IpAddress.public(), or leave the label out",
      });
    }
  } else if (dnsNameLabelReusePolicy !== undefined) {
    faults.push({
      property: "dnsNameLabelReusePolicy",
      given: dnsNameLabelReusePolicy,
      allowed: "a reuse policy with a dnsNameLabel only",
      fix: "set dnsNameLabel, or leave the policy out",
    });
  }
  return faults;
}

/** Source: Azure documentation, "Azure Container Instances Spot containers"; azurerm refuses an address at plan. */
function checkSpot({ priority, ipAddress = IpAddress.public(), zone, sku }: ContainerGroupProps): Fault[] {
  if (priority !== "Spot") return [];
  const faults: Fault[] = [];
  const regular = 'or priority: "Regular"';
  if (ipAddress.type !== "None" || ipAddress.subnetId !== undefined) {
    faults.push({
      property: "ipAddress",
      given: ipAddress.type === "None" ? "None in a subnet" : ipAddress.type,
      allowed: "no IP address and no subnet for a Spot group",
      fix: `use IpAddress.none(), ${regular}`,
    });
  }
  if (zone !== undefined) {
    faults.push({
      property: "zone",
      given: zone,
      allowed: "no zone for a Spot group",
      fix: `leave the zone out, ${regular}`,
    });
  }
  if (sku === "Confidential") {
    faults.push({
      property: "sku",
      given: sku,
      allowed: "no confidential Spot group",
      fix: `use another tier, ${regular}`,
    });
  }
  return faults;
}

/** Source: Azure documentation, "Migrate Azure Container Instances to availability zone support" (considerations). */
function checkZone({ zone, ipAddress }: ContainerGroupProps): Fault[] {
  if (zone === undefined || ipAddress?.subnetId === undefined) return [];
  return [
    {
      property: "zone",
      given: zone,
      allowed: "no zone for a group in a subnet",
      fix: "leave out the zone, or the subnet",
    },
  ];
}

/**
 * Source: Azure documentation, "Container groups in Azure Container Instances" (Windows: one container, no volumes) and
 * "Deploy to Azure Container Instances from Azure Container Registry using a managed identity" (limitations).
 */
function checkWindows(props: ContainerGroupProps): Fault[] {
  if (props.osType !== "Windows") return [];
  const { containers, initContainers = [], registryCredentials = [], sku } = props;
  const faults: Fault[] = [];
  const refuse = (property: string, given: unknown, allowed: string, fix: string) =>
    faults.push({ property, given, allowed: `${allowed} with Windows`, fix: `${fix}, or osType: "Linux"` });
  if (containers.length > 1) {
    refuse("containers", `${containers.length} containers`, "1 container", "make a group for each");
  }
  if (initContainers.length > 0) {
    const names = initContainers.map(({ name }) => name);
    refuse("initContainers", names, "no init containers", "leave them out");
  }
  [...containers, ...initContainers].forEach(({ name, volumeMounts = [] }) => {
    if (volumeMounts.length === 0) return;
    const names = volumeMounts.map(({ volume }) => volume.name);
    refuse(`volumeMounts of ${JSON.stringify(name)}`, names, "no volumes", "leave them out");
  });
  registryCredentials.forEach(({ identityId }, i) => {
    if (identityId === undefined) return;
    refuse(`registryCredentials[${i}]`, "identity", "no pull by identity", "pull with a password");
  });
  if (sku === "Confidential") refuse("sku", sku, "no confidential group", "use another tier");
  return faults;
}

/** Source: azurerm's documentation of azurerm_container_group, note on privilege_enabled. */
function checkConfidential({ containers, initContainers = [], sku }: ContainerGroupProps): Fault[] {
  if (sku === "Confidential") return [];
  return [...containers, ...initContainers]
    .filter(({ privileged }) => privileged)
    .map(({ name }) => ({
      property: `privileged of ${JSON.stringify(name)}`,
      given: true,
      allowed: "privileged containers in the SKU Confidential only",
      fix: 'set sku: "Confidential", or leave it out',
    }));
}

function checkIdentities({ userAssignedIdentityIds, customerManagedKey }: ContainerGroupProps): Fault[] {
  return [
    ...checkIdentityIds("userAssignedIdentityIds", userAssignedIdentityIds),
    ...(customerManagedKey ? checkCustomerManagedKey("customerManagedKey", customerManagedKey) : []),
  ];
}

function checkCredentials(scope: Construct, { registryCredentials = [] }: ContainerGroupProps): Fault[] {
  const servers = registryCredentials.map(({ server }) => resolved(scope, server));
  return registryCredentials.flatMap((credential, i) => {
    const property = `registryCredentials[${i}]`;
    const faults = credential.check(scope, property);
    const server = servers[i] ?? "";
    if (servers.indexOf(server) !== i) {
      faults.push({
        property: `${property}.server`,
        given: server,
        allowed: "one credential for each registry",
        fix: "take one of them away",
      });
    }
    return faults;
  });
}
