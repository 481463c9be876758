import { DnsConfig } from "../../../constructs/container-group/dns-config";
import { groupFaults, Rule, testRules } from "../../support/rules";

const faults = (dnsConfig: DnsConfig) => groupFaults({ dnsConfig });
const nameServers = ["10.0.0.10"];

const rules: readonly Rule<DnsConfig>[] = [
  [
    "a server at least",
    { nameServers },
    { nameServers: [] },
    'dnsConfig.nameServers is []. Allowed: 1 IP address or more. Fix: write for example ["10.0.0.10"], or leave dnsConfig out.',
  ],
  [
    "servers by address",
    { nameServers: ["10.0.0.10", "10.0.0.11"] },
    { nameServers: ["dns.example"] },
    'dnsConfig.nameServers[0] is "dns.example". Allowed: 1 IP address or more. Fix: write for example ["10.0.0.10"].',
  ],
  [
    "domains without white space",
    { nameServers, searchDomains: ["a.example", "b.example"] },
    { nameServers, searchDomains: ["a.example b.example"] },
    'dnsConfig.searchDomains[0] is "a.example b.example". Allowed: texts without white space, each once. Fix: write an entry for each, for example ["a.example", "b.example"].',
  ],
  [
    "an option once",
    { nameServers, options: ["ndots:2", "rotate"] },
    { nameServers, options: ["rotate", "rotate"] },
    'dnsConfig.options[1] is "rotate". Allowed: texts without white space, each once. Fix: rename it or remove it: dnsConfig.options[0] is the same.',
  ],
];

describe("Azure's rules for a DNS configuration", () => testRules(faults, rules));
