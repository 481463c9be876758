import { ContainerGroupDnsConfig } from "@cdktf/provider-azurerm/lib/container-group";
import { Token } from "cdktf";
import { isIP } from "node:net";
import { checkEachOnce, Fault, refuse } from "../../core/fault";
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
  return [
    ...checkNameServers(`${property}.nameServers`, nameServers),
    ...checkTexts(`${property}.searchDomains`, searchDomains, '["a.example", "b.example"]'),
    ...checkTexts(`${property}.options`, options, '["ndots:2", "timeout:3"]'),
  ];
}

function checkNameServers(property: string, servers: readonly string[]): Fault[] {
  const allowed = "1 IP address or more";
  const fix = 'write for example ["10.0.0.10"]';
  if (servers.length === 0) return refuse(property, servers, allowed, `${fix}, or leave dnsConfig out`);
  return servers.flatMap((server, i) =>
    Token.isUnresolved(server) || isIP(server) > 0 ? [] : refuse(`${property}[${i}]`, server, allowed, fix),
  );
}

function checkTexts(property: string, texts: readonly string[], example: string): Fault[] {
  const allowed = "texts without white space, each once";
  return [
    ...texts.flatMap((text, i) =>
      /^\S+$/.test(text)
        ? []
        : refuse(`${property}[${i}]`, text, allowed, `write an entry for each, for example ${example}`),
    ),
    ...checkEachOnce(property, texts, allowed),
  ];
}
