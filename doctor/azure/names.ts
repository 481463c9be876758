import { Resolver } from "node:dns/promises";
import { regionKey } from "../../core/azure/location";
import { inTurns } from "../../core/take-turns";
import { asBlocks } from "../../core/terraform/json";
import { AT_ONCE, Check, fail, Finding, NotAsked, pass, warn } from "../examination/check";
import { DeclaredResource, isKnown } from "../examination/declared";
import { Examination } from "../examination/examination";
import { ask } from "../asking/program";
import { Azure } from "../sign-in/azure";
import { pathOf } from "./kinds";

/** A kind of name that must be unique in all of Azure, and how to ask for it. */
interface UniqueName {
  readonly id: string;
  readonly name: string;
  readonly terraformType: string;
  readonly fix: string;
  /** What is asked for. */
  readonly nameIn: (resource: DeclaredResource) => unknown;
  readonly question: string;
  readonly type: string;
  readonly version: string;
}

/**
 * Sources: Azure REST API Reference, "Registries - Check Name Availability", "Storage Accounts - Check Name Availability",
 * "Profiles - Check Traffic Manager Name Availability V2".
 */
const UNIQUE_NAMES: readonly UniqueName[] = [
  {
    id: "registry-name",
    name: "registry's name",
    terraformType: "azurerm_container_registry",
    fix: "Choose another project in main.ts, or a registryName on the registry.",
    nameIn: ({ attributes }) => attributes.name,
    question: "/providers/Microsoft.ContainerRegistry/checkNameAvailability",
    type: "Microsoft.ContainerRegistry/registries",
    version: "2023-07-01",
  },
  {
    id: "storage-name",
    name: "storage account's name",
    terraformType: "azurerm_storage_account",
    fix: "Choose another storageAccountName in main.ts.",
    nameIn: ({ attributes }) => attributes.name,
    question: "/providers/Microsoft.Storage/checkNameAvailability",
    type: "Microsoft.Storage/storageAccounts",
    version: "2023-01-01",
  },
  {
    id: "traffic-manager-name",
    name: "name in Traffic Manager",
    terraformType: "azurerm_traffic_manager_profile",
    fix: "Choose another project in main.ts, or a dnsNameLabel on the app.",
    nameIn: ({ attributes }) => asBlocks(attributes.dns_config)[0]?.relative_name,
    question: "/providers/Microsoft.Network/checkTrafficManagerNameAvailabilityV2",
    type: "Microsoft.Network/trafficManagerProfiles",
    version: "2022-04-01",
  },
];

export const uniqueNames: readonly Check[] = UNIQUE_NAMES.map((kind) => ({
  id: kind.id,
  name: kind.name,
  remedy: kind.fix.replace(/^Choose/, "choose").replace(/\.$/, ""),
  run: async (on) => {
    const wanted = (await on.declared()).of(kind.terraformType).filter((one) => isKnown(kind.nameIn(one)));
    if (wanted.length === 0) throw new NotAsked("none is made");
    const azure = await on.azure();
    const found = await inTurns(wanted, AT_ONCE, (one) => findOwner(kind, one, azure, on));
    return together(found);
  },
}));

/** Whose a name is, as far as it concerns a deploy. */
async function findOwner(
  kind: UniqueName,
  resource: DeclaredResource,
  azure: Azure,
  on: Examination,
): Promise<Finding> {
  const name = kind.nameIn(resource) as string;
  const {
    nameAvailable,
    reason = "",
    message = "",
  } = await azure.isAvailable(kind.question, kind.version, { name, type: kind.type });
  if (nameAvailable) return pass(`${name} is free`);
  if (/invalid/i.test(reason)) return fail(`Azure does not take the name ${name}: ${message}`, [kind.fix]);
  const group = resource.attributes.resource_group_name;
  const path =
    isKnown(group) && isKnown(resource.attributes.name)
      ? pathOf(kind.terraformType, group, resource.attributes.name)
      : undefined;
  const own = path && (await azure.get(path, kind.version));
  if (!own || own.status === 404) return fail(`The name ${name} is taken by somebody else.`, [kind.fix]);
  const outputs = await on.outputsOf(resource.stack).catch(() => ({}));
  if (outputs !== undefined) return pass(`${name} is yours`);
  return warn(
    `${name} is in your resource group ${String(group)}, and ${resource.stack} was never deployed by this state: the state is another one, or an earlier deploy was cut off.`,
    [
      "Look whether the state is where main.ts says (docs/state.md).",
      `If it is a leftover: az resource delete --ids /subscriptions/$ARM_SUBSCRIPTION_ID${path}`,
    ],
  );
}

export const dnsLabel: Check = {
  id: "dns-label",
  name: "public name",
  remedy: "choose another project in main.ts, or a dnsNameLabel on the app",
  run: async (on) => {
    const wanted = (await on.declared())
      .of("azurerm_container_group")
      .filter(
        ({ attributes: { dns_name_label: label, dns_name_label_reuse_policy: policy = "Unsecure" } }) =>
          isKnown(label) && policy === "Unsecure",
      );
    if (wanted.length === 0) throw new NotAsked("no group has one that is known beforehand");
    const azure = await on.azure();
    const { groupSuffix } = azure.cloud;
    if (groupSuffix === undefined)
      throw new NotAsked("Azure does not say what public names end in, in this cloud");
    const found = await inTurns(wanted, AT_ONCE, async ({ attributes }) => {
      const name = `${attributes.dns_name_label as string}.${regionKey(String(attributes.location))}.${groupSuffix}`;
      if (!(await resolves(name, on))) return pass(`${name} is free, as far as DNS knows`);
      const group = attributes.resource_group_name;
      const own = isKnown(group)
        ? await azure.list<Group>(
            `/resourceGroups/${group}/providers/Microsoft.ContainerInstance/containerGroups`,
            "2023-05-01",
          )
        : [];
      if (own.some(({ properties }) => properties.ipAddress?.fqdn === name)) return pass(`${name} is yours`);
      return fail(`The public name ${name} is taken by somebody else.`, [
        "Choose another project in main.ts, or a dnsNameLabel on the app.",
      ]);
    });
    return together(found);
  },
};

/** Source: Azure REST API Reference, "Container Groups - List By Resource Group". */
interface Group {
  readonly properties: { readonly ipAddress?: { readonly fqdn?: string } };
}

/** Whether DNS knows a name; it honours SLIPWAY_RESOLVER as the health check does. */
async function resolves(name: string, on: Examination): Promise<boolean> {
  const [program, ...args] = (on.env.SLIPWAY_RESOLVER ?? "").split(" ").filter(Boolean);
  if (program !== undefined) {
    const { status, stdout } = await ask(program, [...args, name], on);
    return status === 0 && stdout.trim() !== "";
  }
  const resolver = new Resolver({ timeout: 3000, tries: 2 });
  on.signal.addEventListener("abort", () => resolver.cancel());
  try {
    return (await resolver.resolve4(name)).length > 0;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOTFOUND" || code === "ENODATA") return false;
    throw new Error(`no name server answers (${code})`, { cause: error });
  }
}

/** The worst of several findings stands for all, with what each of that kind says. */
function together(findings: readonly Finding[]): Finding {
  const status =
    (["fail", "warn"] as const).find((one) => findings.some((finding) => finding.status === one)) ?? "pass";
  const those = findings.filter((finding) => finding.status === status);
  const shown = those.slice(0, SHOWN).map(({ message }) => message);
  const fix = [...new Set(those.flatMap((finding) => finding.fix ?? []))];
  const more = those.length > SHOWN ? ` and ${those.length - SHOWN} more` : "";
  return {
    status,
    message: shown.join(status === "pass" ? ", " : " ") + more,
    ...(fix.length > 0 && { fix }),
  };
}

/** How many names are told before the rest is only counted. */
const SHOWN = 4;
