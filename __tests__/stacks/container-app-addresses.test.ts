import { IpAddress } from "../../constructs/container-group/ip-address";
import { Port } from "../../constructs/container-group/port";
import { Probe } from "../../constructs/container-group/probe";
import { CertificateAuthority } from "../../constructs/https/certificate-authority";
import { Https } from "../../constructs/https/https";
import { HealthCheck } from "../../constructs/rollout/health-check";
import { Rollout } from "../../constructs/rollout/rollout";
import { Secret } from "../../core/secrets/secret";
import { ImageSource } from "../../deployment/image-source";
import { onGroups, refused, withAgent } from "../support/container-apps";

const network = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/net/providers";
const subnetId = `${network}/Microsoft.Network/virtualNetworks/acme/subnets/apps`;
const existing = `${network}/Microsoft.App/managedEnvironments/shared`;
const secret = Secret.fromVariable("secret");

refused([
  // Ports.
  ["UDP", { ports: [Port.udp(5000)], livenessProbe: undefined }, "ports is 5000 UDP", onGroups],
  [
    "several ports",
    { ports: [Port.tcp(80), Port.tcp(81)] },
    "80 TCP, 81 TCP",
    "exposedPorts: [Port.tcp(80)]",
  ],
  ["TCP and UDP", { ports: [Port.tcp(80), Port.udp(81)] }, "80 TCP, 81 UDP", "exposedPorts: [Port.tcp(80)]"],
  [
    "several exposed ports",
    { ports: [Port.tcp(80), Port.tcp(81)], exposedPorts: [Port.tcp(80), Port.tcp(81)] },
    "exposedPorts is 80 TCP, 81 TCP",
    "leave the HTTP port alone",
  ],
  ["TLS of its own", { ports: [Port.tcp(443)] }, "ports is 443", "answer HTTP on another port"],
  ["a database", { ports: [Port.tcp(5432)] }, "5432 is PostgreSQL's", onGroups],
  ["SSH", { ports: [Port.tcp(22)] }, "22 is SSH's", "have the app answer HTTP on another port"],
  [
    "TLS at the port that Azure speaks plain HTTP to",
    { readinessProbe: Probe.httpGet("/ready", { scheme: "https" }) },
    'containers[0].readinessProbe.scheme is "https". Allowed: http at the port 8080',
    "leave scheme out",
  ],
  [
    "no port",
    { ports: undefined, livenessProbe: undefined },
    "ports is missing",
    "ipAddress: IpAddress.none()",
  ],
  ["a port of nobody", { exposedPorts: [Port.tcp(9)] }, "exposedPorts[0] is 9 TCP", "add it to the ports"],
  ["a port twice", withAgent({ ports: [Port.tcp(8080)] }), "ports is 8080 TCP", "another port"],
  [
    "a port beyond all ports",
    { ports: [Port.tcp(70000)] },
    "containers[0].ports[0] is 70000",
    "write for example 65535",
  ],
  // Addresses and names.
  [
    "an address in a subnet",
    { ipAddress: IpAddress.private(subnetId) },
    "ipAddress is IpAddress.private(…)",
    "platform: Platform.containerApps({ subnetId, internal: true })",
  ],
  [
    "no address in a subnet",
    { ipAddress: IpAddress.none(subnetId) },
    "ipAddress is",
    "Platform.containerApps({ subnetId })",
  ],
  [
    "an address in a subnet, of an environment that exists",
    { ipAddress: IpAddress.private(subnetId) },
    "ipAddress is IpAddress.private(…)",
    "Fix: leave it out: an app in a Container Apps environment that exists answers in its network.",
    { platform: { existing } },
  ],
  [
    "no address in a subnet, of an environment that exists",
    { ipAddress: IpAddress.none(subnetId) },
    "ipAddress is IpAddress.none(…)",
    "Fix: write IpAddress.none(): an app in a Container Apps environment that exists is in its network.",
    { platform: { existing } },
  ],
  [
    "a public address in an internal network",
    { ipAddress: IpAddress.public() },
    "ipAddress is IpAddress.public(…)",
    "leave it out, or leave out internal: true on the platform",
    { platform: { subnetId, internal: true } },
  ],
  [
    "exposed ports without an address",
    { ipAddress: IpAddress.none(), exposedPorts: [Port.tcp(8080)] },
    "exposedPorts",
    "leave them out",
  ],
  ["a label", { dnsNameLabel: "acme-api" }, "dnsNameLabel is given", "leave it out"],
  ["no label", { dnsNameLabel: false }, "dnsNameLabel is given", "leave it out"],
  [
    "a policy for a label",
    { dnsNameLabelReusePolicy: "Unsecure" },
    "dnsNameLabelReusePolicy",
    "leave it out",
  ],
  ["name servers", { dnsConfig: { nameServers: ["10.0.0.1"] } }, "dnsConfig is given", "virtual network"],
  // HTTPS.
  [
    "domains",
    { https: Https.automatic({ domains: ["acme.com"] }) },
    "https is Https.automatic({ domains })",
    "leave out https: Container Apps ends TLS itself",
  ],
  [
    "a certificate",
    { https: Https.certificate({ certificate: secret, key: secret }) },
    "https is Https.certificate(…)",
    onGroups,
  ],
  [
    "an authority",
    { https: Https.automatic({ ca: CertificateAuthority.letsEncryptStaging() }) },
    "https.ca is given",
    "leave out https: Container Apps ends TLS itself",
  ],
  // A gated rollout.
  [
    "nothing to ask",
    { livenessProbe: undefined },
    "health is missing",
    'health: HealthCheck.http("/health")',
    { environment: { rollout: Rollout.gated() } },
  ],
  [
    "nobody to ask",
    { ipAddress: IpAddress.none(), health: HealthCheck.http("/") },
    "ipAddress is IpAddress.none(…)",
    "leave it out, or use Rollout.replace() without health",
    { environment: { rollout: Rollout.gated() } },
  ],
  [
    "a health check of what has no address",
    { ipAddress: IpAddress.none(), health: HealthCheck.http("/up") },
    'health is "/up"',
    "leave it out, and give a livenessProbe",
  ],
  // Registries.
  [
    "a closed registry",
    { image: ImageSource.fromRepository("api", { tag: "1" }) },
    'the registry "main" is closed',
    "Platform.containerApps({ subnetId })",
    { registry: { sku: "Premium", publicNetworkAccess: false } },
  ],
  [
    "a registry for some addresses",
    { image: ImageSource.fromRepository("api", { tag: "1" }) },
    'the registry "main" is closed',
    "allowedIpRanges",
    { registry: { sku: "Premium", allowedIpRanges: ["203.0.113.0/24"] } },
  ],
]);
