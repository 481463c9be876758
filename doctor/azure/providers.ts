import { Check, fail, NotAsked, pass, warn } from "../examination/check";
import { onceForEach } from "../../core/once";
import { regionKey } from "../../core/azure/location";
import { DeclaredResource, isKnown } from "../examination/declared";
import { Azure } from "../sign-in/azure";
import { kindOf, providersOf } from "./kinds";
import { permissionsOf } from "./permissions";

/** Source: Azure REST API Reference, "Providers - Get". */
interface Provider {
  readonly registrationState:
    "NotRegistered" | "Unregistered" | "Unregistering" | "Registering" | "Registered";
  readonly resourceTypes: readonly {
    readonly resourceType: string;
    readonly locations?: readonly string[];
  }[];
}

/** azurerm 4 registers these by itself, if it may. Source: azurerm 4.55.0, internal/resourceproviders/required.go (Legacy). */
const REGISTERED_BY_TERRAFORM =
  /^Microsoft\.(ContainerInstance|ContainerRegistry|Insights|KeyVault|ManagedIdentity|Network|OperationalInsights|Storage)$/i;

const providersOfAzure = onceForEach<Azure, Map<string, Promise<Provider | undefined>>>(() => new Map());

/** Asks once for each. */
function providerOf(azure: Azure, namespace: string): Promise<Provider | undefined> {
  const all = providersOfAzure(azure);
  const asked =
    all.get(namespace) ??
    azure.get<Provider>(`/providers/${namespace}`, "2021-04-01").then(({ body }) => body);
  all.set(namespace, asked);
  return asked;
}

export const resourceProviders: Check = {
  id: "resource-providers",
  name: "resource providers",
  remedy: "az provider register --namespace NAME --wait",
  run: async (on) => {
    const azure = await on.azure();
    const names = providersOf(await on.declared());
    if (names.length === 0) throw new NotAsked("nothing that is declared needs one");
    const all = await Promise.all(names.map((name) => providerOf(azure, name)));
    const missing = names.filter((_, i) => all[i]?.registrationState !== "Registered");
    if (missing.length === 0) return pass(names.join(", "));
    const fix = missing.map((name) => `az provider register --namespace ${name} --wait`);
    const permissions = await permissionsOf(azure).catch(() => undefined);
    const byTerraform = missing.every(
      (name) => REGISTERED_BY_TERRAFORM.test(name) && permissions?.may(`${name}/register/action`) === "yes",
    );
    const told = `The subscription has not registered ${missing.join(", ")}`;
    return byTerraform
      ? warn(`${told}: Terraform does it, which takes some minutes.`, fix)
      : fail(`${told}.`, fix);
  },
};

export const regions: Check = {
  id: "regions",
  name: "regions",
  remedy: "choose another location in main.ts",
  run: async (on) => {
    const azure = await on.azure();
    const wanted = placesOf(
      await on.declared().then((declared) => [...declared.types].flatMap((type) => declared.of(type))),
    );
    if (wanted.length === 0) throw new NotAsked("nothing that is declared has a region");
    const offered = await Promise.all(
      wanted.map(async (place) => ({ ...place, regions: await regionsOf(azure, place.kind) })),
    );
    const told = offered.filter(({ regions }) => regions !== undefined);
    if (told.length === 0) throw new NotAsked("Azure lists no regions");
    const refused = told.filter(
      ({ region, regions }) => !regions!.some((one) => regionKey(one) === regionKey(region)),
    );
    if (refused.length === 0)
      return pass([...new Set(wanted.map(({ region }) => regionKey(region)))].join(", "));
    const [{ kind, region, regions: instead }] = refused as [
      (typeof refused)[number] & { regions: readonly string[] },
    ];
    return fail(`${region} has no ${kind}${refused.length > 1 ? `, nor what else is declared there` : ""}.`, [
      `Choose another location in main.ts. Those that have it: ${[...instead].map(regionKey).sort().join(", ")}`,
    ]);
  },
};

/** Each kind once in each region. Networks and groups of resources are everywhere. */
function placesOf(resources: readonly DeclaredResource[]) {
  const all = resources.flatMap(({ type, attributes: { location } }) => {
    const kind = kindOf(type);
    if (kind === undefined || kind.startsWith("Microsoft.Resources/") || !isKnown(location)) return [];
    return [{ kind, region: location }];
  });
  return [...new Map(all.map((place) => [`${place.kind} ${regionKey(place.region)}`, place])).values()];
}

async function regionsOf(azure: Azure, kind: string): Promise<readonly string[] | undefined> {
  const [namespace = "", ...type] = kind.split("/");
  const provider = await providerOf(azure, namespace);
  const found = provider?.resourceTypes.find(
    ({ resourceType }) => resourceType.toLowerCase() === type.join("/").toLowerCase(),
  );
  return found?.locations && found.locations.length > 0 ? found.locations : undefined;
}
