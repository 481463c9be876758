import { ContainerGroupDnsConfig } from "@cdktf/provider-azurerm/lib/container-group";
import { Token } from "cdktf";
import { isIP } from "node:net";
import { Fault } from "../../core/fault";
import { literalText } from "../../core/terraform/literal-text";

/** The name servers that the containers of a group ask, in place of Azure's. */
export interface DnsConfig {
  /**
   * IP addresses, 1 or more, in the order they are asked.
   * @azure nameServers
   */
  readonly nameServers: readonly string[];
  /**
   * Domains that short names are looked up in. Azure keeps no order.
   * @default - none
   * @azure searchDomains
   */
  readonly searchDomains?: readonly string[];
  /**
   * Options of the resolver, for example `ndots:2`. Azure keeps no order.
   * @default - none
   * @azure options
   */
  readonly options?: readonly string[];
}

/** The block of the container group that this becomes. */
export function renderDnsConfig({ nameServers, searchDomains, options }: DnsConfig): ContainerGroupDnsConfig {
  return {
    nameservers: [...nameServers],
    searchDomains: searchDomains?.map(literalText),
    options: options?.map(literalText),
  };
}

/**
 * What Azure would refuse. Domains and options travel in one text, with spaces between them.
 * Source: azurerm's container_group_resource.go (expandContainerGroupDnsConfig).
 */
export function checkDnsConfig(property: string, config: DnsConfig): Fault[] {
  const { nameServers, searchDomains = [], options = [] } = config;
  const faults: Fault[] = nameServers
    .filter((server) => !Token.isUnresolved(server) && isIP(server) === 0)
    .map((given) => ({
      property: `${property}.nameServers`,
      given,
      allowed: "IP addresses",
      fix: 'write for example "10.0.0.10"',
    }));
  if (nameServers.length === 0) {
    faults.push({
      property: `${property}.nameServers`,
      given: nameServers,
      allowed: "1 IP address or more",
      fix: "name a server, or leave the DNS configuration out",
    });
  }
  for (const [list, texts] of Object.entries({ searchDomains, options })) {
    faults.push(
      ...texts
        .filter((text, i) => !/^\S+$/.test(text) || texts.indexOf(text) !== i)
        .map((given) => ({
          property: `${property}.${list}`,
          given,
          allowed: "texts without white space, each once",
          fix: "give each as an entry of its own",
        })),
    );
  }
  return faults;
}
