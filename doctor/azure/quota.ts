import { regionKey } from "../../core/azure/location";
import { asBlocks } from "../../core/terraform/json";
import { Check, fail, NotAsked, pass, warn } from "../examination/check";
import { isKnown } from "../examination/declared";
import { Examination } from "../examination/examination";
import { Azure } from "../sign-in/azure";

const VERSION = "2023-05-01";

interface Size {
  readonly cores: number;
  readonly gigabytes: number;
}

/** A container group that is declared, with what it takes. */
interface DeclaredGroup extends Size {
  readonly stack: string;
  readonly region: string;
  readonly resourceGroup: unknown;
  readonly isSpot: boolean;
  readonly osType: string;
  /** Whether the new one is made while the old one still runs. */
  readonly isGated: boolean;
}

/** @throws NotAsked if there is none */
async function declaredGroups(on: Examination): Promise<DeclaredGroup[]> {
  const declared = await on.declared();
  const groups = declared.of("azurerm_container_group").flatMap(({ stack, attributes }) => {
    const { location, resource_group_name: resourceGroup, priority, os_type: osType = "Linux" } = attributes;
    if (!isKnown(location)) return [];
    const containers = asBlocks(attributes.container);
    const sum = (amount: "cpu" | "memory") =>
      containers.reduce((total, one) => total + (Number(one[amount]) || 0), 0);
    return [
      {
        stack,
        region: regionKey(location),
        resourceGroup,
        cores: sum("cpu"),
        gigabytes: sum("memory"),
        isSpot: priority === "Spot",
        osType: String(osType),
        isGated: asBlocks(attributes.lifecycle).some((one) => one.create_before_destroy === true),
      },
    ];
  });
  if (groups.length === 0) throw new NotAsked("no container group is declared");
  return groups;
}

/** Source: Azure REST API Reference, "Location - List Capabilities". */
interface Capability {
  readonly resourceType: string;
  readonly osType: string;
  readonly gpu: string;
  readonly capabilities: { readonly maxCpu: number; readonly maxMemoryInGB: number };
}

export const sizes: Check = {
  id: "sizes",
  name: "sizes of groups",
  remedy: "choose smaller cpu and memory, or another location",
  run: async (on) => {
    const azure = await on.azure();
    const groups = await declaredGroups(on);
    const limits = await Promise.all(
      [...new Set(groups.map(({ region }) => region))].map(
        async (region) => [region, await largest(azure, region)] as const,
      ),
    );
    const byRegion = new Map(limits);
    const tooLarge = groups.flatMap(({ stack, region, osType, cores, gigabytes }) => {
      const most = byRegion.get(region)?.get(osType);
      if (!most || (cores <= most.cores && gigabytes <= most.gigabytes)) return [];
      return `${stack} takes ${cores} cores and ${gigabytes} GB; Azure names ${most.cores} cores and ${most.gigabytes} GB as the most in ${region}.`;
    });
    if (limits.every(([, most]) => most.size === 0)) throw new NotAsked("Azure lists no sizes");
    if (tooLarge.length === 0) return pass("Each fits its region.");
    return warn(tooLarge.join(" "), [
      "Choose smaller cpu and memory, or another location, in main.ts.",
      "Larger ones must be allowed to the subscription by Azure's support.",
    ]);
  },
};

/** The largest group of each operating system. */
async function largest(azure: Azure, region: string): Promise<Map<string, Size>> {
  const all = await azure.list<Capability>(
    `/providers/Microsoft.ContainerInstance/locations/${region}/capabilities`,
    VERSION,
  );
  const found = new Map<string, Size>();
  for (const { resourceType, osType, gpu, capabilities } of all) {
    if (resourceType.toLowerCase() !== "containergroups" || gpu !== "None") continue;
    const { cores = 0, gigabytes = 0 } = found.get(osType) ?? {};
    found.set(osType, {
      cores: Math.max(cores, capabilities.maxCpu),
      gigabytes: Math.max(gigabytes, capabilities.maxMemoryInGB),
    });
  }
  return found;
}

/** Source: Azure REST API Reference, "Location - List Usage". */
interface Usage {
  readonly name: { readonly value: string };
  readonly currentValue: number;
  readonly limit: number;
}

/** Source: Azure REST API Reference, "Container Groups - List". */
interface RunningGroup {
  readonly id: string;
  readonly location: string;
  readonly properties: {
    readonly priority?: string;
    readonly containers?: readonly {
      readonly properties: { readonly resources: { readonly requests: { readonly cpu: number } } };
    }[];
  };
}

export const quota: Check = {
  id: "quota",
  name: "quota",
  remedy: "ask for more in the portal (Help, Usage + quotas)",
  run: async (on) => {
    const azure = await on.azure();
    const groups = await declaredGroups(on);
    const running = await azure
      .list<RunningGroup>("/providers/Microsoft.ContainerInstance/containerGroups", VERSION)
      .catch(() => []);
    const regions = [...new Set(groups.map(({ region }) => region))];
    const usages = await Promise.all(
      regions.map((region) =>
        azure.list<Usage>(`/providers/Microsoft.ContainerInstance/locations/${region}/usages`, VERSION),
      ),
    );
    if (usages.every((list) => list.length === 0)) throw new NotAsked("Azure lists no quota");
    const told = regions.flatMap((region, i) => compare(region, groups, running, usages[i]!));
    const beyond = told.filter(({ needed, limit }) => needed > limit);
    if (beyond.length === 0) {
      return pass(
        told
          .map(({ region, what, needed, limit }) => `${needed} of ${limit} ${what} in ${region}`)
          .join(", "),
      );
    }
    return fail(
      beyond
        .map(
          ({ region, what, needed, limit, isDoubled }) =>
            `${region}: ${needed} ${what} would be used${isDoubled ? " while a gated rollout runs both groups" : ""}, and the quota is ${limit}.`,
        )
        .join(" "),
      [
        ...(beyond.some(({ limit }) => limit === 0)
          ? ["A quota of 0 is Azure's guard for new subscriptions: only its support raises it."]
          : []),
        "Ask for more in the portal: Help + support, Service and subscription limits (quotas), Container Instances.",
        "See what uses it: az container list --output table",
        "Or choose another location, or smaller cpu and memory, in main.ts.",
      ],
      ["https://learn.microsoft.com/azure/container-instances/container-instances-resource-and-quota-limits"],
    );
  },
};

/** What a region's quota comes to when all that is declared runs: others' groups, and ours, two at a time where gated. */
function compare(
  region: string,
  groups: readonly DeclaredGroup[],
  running: readonly RunningGroup[],
  usages: readonly Usage[],
) {
  const here = groups.filter((group) => group.region === region);
  const ids = here.flatMap(({ resourceGroup }) =>
    isKnown(resourceGroup) ? [`/resourcegroups/${resourceGroup.toLowerCase()}/`] : [],
  );
  const own = running.filter(
    ({ id, location }) =>
      regionKey(location) === region && ids.some((part) => id.toLowerCase().includes(part)),
  );
  const coresOf = ({ properties: { containers = [] } }: RunningGroup) =>
    containers.reduce((sum, one) => sum + one.properties.resources.requests.cpu, 0);
  const kinds = [
    {
      value: /^(Standard)?ContainerGroups$/,
      what: "groups",
      amount: () => 1,
      used: () => 1,
      isMeant: () => true,
    },
    {
      value: /^StandardCores$/,
      what: "cores",
      amount: ({ cores }: DeclaredGroup) => cores,
      used: coresOf,
      isMeant: (isSpot: boolean) => !isSpot,
    },
    {
      value: /^StandardSpotCores$/,
      what: "Spot cores",
      amount: ({ cores }: DeclaredGroup) => cores,
      used: coresOf,
      isMeant: (isSpot: boolean) => isSpot,
    },
  ];
  return kinds.flatMap(({ value, what, amount, used, isMeant }) => {
    const usage = usages.find(({ name }) => value.test(name.value));
    const meant = here.filter(({ isSpot }) => isMeant(isSpot));
    if (!usage || meant.length === 0) return [];
    const ours = own
      .filter(({ properties }) => isMeant(properties.priority === "Spot"))
      .reduce((sum, one) => sum + used(one), 0);
    const declared = meant.reduce((sum, one) => sum + amount(one) * (one.isGated ? 2 : 1), 0);
    const needed = Math.round((Math.max(0, usage.currentValue - ours) + declared) * 100) / 100;
    return [{ region, what, needed, limit: usage.limit, isDoubled: meant.some(({ isGated }) => isGated) }];
  });
}
