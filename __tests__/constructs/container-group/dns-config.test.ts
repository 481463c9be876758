import { DnsConfig } from "../../../constructs/container-group/dns-config";
import { groupFaults, Rule, testRules } from "../../support/rules";

const faults = (dnsConfig: DnsConfig) => groupFaults({ dnsConfig });
const nameServers = ["10.0.0.10"];

const rules: readonly Rule<DnsConfig>[] = [
  [
    "a server at least",
    { nameServers },
    { nameServers: [] },
    "dnsConfig.nameServers is []. Allowed: 1 IP address or more. Fix: name a server, or leave the DNS configuration out.",
  ],
  [
    "servers by address",
    { nameServers: ["10.0.0.10", "10.0.0.11"] },
    { nameServers: ["dns.example"] },
    'dnsConfig.nameServers is "dns.example". Allowed: IP addresses. Fix: write for example "10.0.0.10".',
  ],
  [
    "domains without white space",
    { nameServers, searchDomains: ["a.example", "b.example"] },
    { nameServers, searchDomains: ["a.example b.example"] },
    'dnsConfig.searchDomains is "a.example b.example". Allowed: texts without white space, each once. Fix: give each as an entry of its own.',
  ],
  [
    "an option once",
    { nameServers, options: ["ndots:2", "rotate"] },
    { nameServers, options: ["rotate", "rotate"] },
    'dnsConfig.options is "rotate". Allowed: texts without white space, each once. Fix: give each as an entry of its own.',
  ],
];

describe("Azure's rules for a DNS configuration", () => testRules(faults, rules));
