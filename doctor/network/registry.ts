import { pathOf } from "../azure/kinds";
import { inTurns } from "../../core/take-turns";
import { AT_ONCE, Check, fail, Finding, NotAsked, pass } from "../examination/check";
import { Declared, isKnown } from "../examination/declared";
import { request, Unanswered } from "../asking/http";
import { Examination } from "../examination/examination";

/** Source: Azure REST API Reference, "Registries - Get". */
interface Registry {
  readonly properties: { readonly loginServer: string };
}

export const registryReached: Check = {
  id: "registry-reached",
  name: "registry is reached",
  remedy: "add this machine to allowedIpRanges, or push from a network that may",
  run: async (on) => {
    const declared = await on.declared();
    const wanted = registriesOf(declared);
    if (wanted.length === 0) throw new NotAsked("no registry of Azure's is declared");
    const azure = await on.azure();
    const found = await inTurns(wanted, AT_ONCE, (path) => azure.get<Registry>(path, "2023-07-01"));
    const servers = found.flatMap(({ body }) => body?.properties.loginServer ?? []);
    if (servers.length === 0) throw new NotAsked("the registry is not made yet");
    const asked = await Promise.all(servers.map((server) => askServer(server, on)));
    return asked.find(({ status }) => status === "fail") ?? pass(servers.join(", "));
  },
};

/** The registries that are made here, and those that are only used. */
function registriesOf(declared: Declared): string[] {
  const type = "azurerm_container_registry";
  return [...declared.of(type), ...declared.data(type)].flatMap(
    ({ attributes: { name, resource_group_name: group } }) =>
      isKnown(name) && isKnown(group) ? [pathOf(type, group, name)] : [],
  );
}

/** Source: Azure documentation, "Troubleshoot network issues with registry" (403 without a login is the firewall's). */
async function askServer(server: string, { signal, env }: Examination): Promise<Finding> {
  const checkHealth = `az acr check-health --name ${server.split(".")[0]} --yes`;
  const scheme = /^(localhost|127\.[0-9.]+)(:|$)/.test(server) ? "http" : "https";
  try {
    const { status } = await request(`${scheme}://${server}/v2/`, { signal });
    if (status === 401 || status === 200) return pass(server);
    if (status === 403) {
      return fail(`The registry ${server} refuses this machine's address: only some networks may reach it.`, [
        "Add this machine's address to allowedIpRanges of the registry in main.ts, or deploy from a network that may.",
        checkHealth,
      ]);
    }
    return fail(`The registry ${server} answers with status ${status}.`, [checkHealth]);
  } catch (error) {
    if (!(error instanceof Unanswered)) throw error;
    const isProxied = Boolean(env.HTTPS_PROXY || env.https_proxy);
    return fail(`${error.message}.`, [
      ...(isProxied ? ["See whether the proxy of HTTPS_PROXY lets it through."] : []),
      checkHealth,
    ]);
  }
}
