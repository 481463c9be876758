import { AzureFileShare } from "../../../constructs/container-group/azure-file-share";
import { Cpu } from "../../../constructs/container-group/cpu";
import { IpAddress } from "../../../constructs/container-group/ip-address";
import { Memory } from "../../../constructs/container-group/memory";
import { Port } from "../../../constructs/container-group/port";
import { CertificateAuthority } from "../../../constructs/https/certificate-authority";
import { AutomaticHttpsOptions, Https } from "../../../constructs/https/https";
import { HealthCheck } from "../../../constructs/rollout/health-check";
import { Rollout } from "../../../constructs/rollout/rollout";
import { Secret } from "../../../core/secrets/secret";
import { AppDeclaration } from "../../../deployment/app";
import { ImageSource } from "../../../deployment/image-source";
import { ids, Rule, testRules, withoutPath } from "../../support/rules";
import { exampleDeployment, faultsOf } from "../../support/synthesis";

type Changes = Partial<AppDeclaration> & { readonly rollout?: Rollout };

function faults({ rollout, ...app }: Changes): string[] {
  const { environments, apps } = exampleDeployment();
  return faultsOf(
    exampleDeployment({
      environments: [{ ...environments[0]!, rollout }],
      apps: [{ ...apps[0]!, https: Https.automatic(), ...app }],
    }),
  ).map(withoutPath);
}

const automatic = (options: AutomaticHttpsOptions) => ({ https: Https.automatic(options) });
const secrets = { certificate: Secret.fromVariable("certificate"), key: Secret.fromVariable("key") };
const own = Https.certificate(secrets);
const privateAddress = IpAddress.private(ids.subnet);
const instead = "or leave https out";
const domain = (given: string): Changes => automatic({ domains: [given] });
const good = domain("shop.acme.com");

const rules: readonly Rule<Changes>[] = [
  [
    "the app's port",
    {},
    { ports: [Port.tcp(80)] },
    `ports is 80. Allowed: other ports than 80 and 443, which the web server of https answers on. Fix: have the app listen on another one, for example Port.tcp(8080), ${instead}.`,
  ],
  [
    "a sidecar's port",
    { sidecars: [{ name: "agent", image: "agent:1", ports: [Port.tcp(9000)] }] },
    { sidecars: [{ name: "agent", image: "agent:1", ports: [Port.tcp(443)] }] },
    `sidecars[0].ports is 443. Allowed: other ports than 80 and 443, which the web server of https answers on. Fix: have the app listen on another one, for example Port.tcp(8080), ${instead}.`,
  ],
  [
    "HTTP/3",
    { ports: [Port.tcp(8080), Port.udp(80)] },
    { ports: [Port.tcp(8080), Port.udp(443)] },
    `ports is 443 UDP. Allowed: no UDP port 443: the web server of https speaks HTTP/1.1 and HTTP/2, over TCP. Fix: take it away, ${instead}.`,
  ],
  [
    "a TCP port",
    { ports: [Port.udp(53), Port.tcp(8080)] },
    { ports: [Port.udp(53)], livenessProbe: undefined },
    "ports is missing. Allowed: a TCP port for an app with https. Fix: say which port the app listens on, for example ports: [Port.tcp(8080)].",
  ],
  [
    "the port that is served",
    { ports: [Port.tcp(9090), Port.tcp(8080)], ...automatic({ port: 8080 }) },
    automatic({ port: 3000 }),
    "https.port is 3000. Allowed: a TCP port of the app. Fix: add Port.tcp(3000) to ports, or leave it out.",
  ],
  [
    "exposed ports",
    { ports: [Port.tcp(8080), Port.tcp(9090)], exposedPorts: [Port.tcp(9090)] },
    { exposedPorts: [Port.tcp(8080)] },
    "exposedPorts is 8080. Allowed: ports besides the one that answers over HTTPS, which would be open without it. Fix: take Port.tcp(8080) away: 443 and 80 are exposed by themselves.",
  ],
  [
    "the number of exposed ports",
    { ports: [8080, 1, 2, 3].map(Port.tcp), exposedPorts: [1, 2, 3].map(Port.tcp) },
    { ports: [8080, 1, 2, 3, 4].map(Port.tcp), exposedPorts: [1, 2, 3, 4].map(Port.tcp) },
    "exposedPorts is [1,2,3,4]. Allowed: at most 3 ports besides 443 and 80, since an address has 5. Fix: take ports away.",
  ],
  [
    "an address",
    {},
    { ipAddress: IpAddress.none() },
    `ipAddress is none. Allowed: an address for an app with https. Fix: use IpAddress.public(), ${instead}.`,
  ],
  [
    "Spot",
    { priority: "Regular" },
    { priority: "Spot", ipAddress: IpAddress.none() },
    `ipAddress is none, as Spot wants it. Allowed: an address for an app with https. Fix: use IpAddress.public(), ${instead}.`,
  ],
  [
    "a private address",
    { ipAddress: privateAddress, https: own },
    { ipAddress: privateAddress },
    `ipAddress is private. Allowed: a public address for Https.automatic, since the authority must reach it. Fix: use Https.certificate, ${instead}.`,
  ],
  [
    "Windows",
    { osType: "Linux" },
    { osType: "Windows", image: ImageSource.fromReference("iis:1") },
    // The rest is the group's own: Windows pulls nothing by identity.
    `osType is "Windows". Allowed: Linux for an app with https. Fix: write osType: "Linux", ${instead}.`,
  ],
  [
    "a name",
    { dnsNameLabel: false, https: own },
    { dnsNameLabel: false },
    `dnsNameLabel is false. Allowed: a DNS label for Https.automatic: its IP address is new with each group, and gets no certificate. Fix: leave it out or choose a label, ${instead}.`,
  ],
  [
    "a name with a hash",
    { dnsNameLabelReusePolicy: "TenantReuse", ...good },
    { dnsNameLabelReusePolicy: "TenantReuse" },
    'dnsNameLabelReusePolicy is "TenantReuse". Allowed: with Https.automatic, a name that is known before the deploy: with this policy Azure adds a hash to it. Fix: leave the policy out, or name domains in Https.automatic.',
  ],
  [
    "CPU for both",
    { cpu: Cpu.cores(1) },
    { cpu: Cpu.cores(0.1), sidecars: [{ name: "agent", image: "agent:1" }] },
    "cpu is 0.1. Allowed: more than 0.1 cores for an app with https, whose web server takes 0.1 of it. Fix: write for example Cpu.cores(0.2).",
  ],
  [
    "memory for both",
    { memory: Memory.gigabytes(1), ...automatic({ memory: Memory.gigabytes(0.5) }) },
    { memory: Memory.gigabytes(1), ...automatic({ memory: Memory.gigabytes(1) }) },
    "memory is 1. Allowed: more than 1 GB for an app with https, whose web server takes 1 of it. Fix: write for example Memory.gigabytes(2).",
  ],
  [
    "the web server's size",
    automatic({ cpu: Cpu.cores(0.25) }),
    automatic({ cpu: Cpu.cores(-1) }),
    "https.cpu is -1. Allowed: more than 0 cores. Fix: write for example Cpu.cores(0.5).",
  ],
  [
    "the name of its container",
    { sidecars: [{ name: "http", image: "agent:1" }] },
    { sidecars: [{ name: "https", image: "agent:1" }] },
    'containers (name) is "https". Allowed: another name: the web server of https has this one. Fix: rename it.',
  ],
  [
    "its image",
    automatic({ image: "acme.azurecr.io/caddy:2.11" }),
    automatic({ image: "Caddy" }),
    'https.image is "Caddy". Allowed: [HOST[:PORT]/]REPOSITORY[:TAG][@sha256:DIGEST] with a lower-case repository. Fix: write it as "docker pull" takes it, for example "docker.io/library/nginx:1.29".',
  ],
  [
    "an e-mail address",
    automatic({ email: "ops@acme.com" }),
    automatic({ email: "ops acme" }),
    'https.email is "ops acme". Allowed: one e-mail address. Fix: write for example "ops@example.com".',
  ],
  [
    "the authority's address",
    automatic({ ca: CertificateAuthority.acme("https://ca.acme.com:9000/acme/directory") }),
    automatic({ ca: CertificateAuthority.acme("http://ca.acme.com") }),
    'https.ca.directory is "http://ca.acme.com". Allowed: the https:// URL of an ACME directory. Fix: write for example "https://ca.example.com/acme/directory".',
  ],
  [
    "a share",
    automatic({ share: AzureFileShare.create({ storageAccountName: "acmetls", shareName: "tls" }) }),
    automatic({ share: AzureFileShare.create({ storageAccountName: "acme-tls", shareName: "tls" }) }),
    'https.share.storageAccountName is "acme-tls". Allowed: 3–24 lower-case letters and digits. Fix: write for example "acmefiles".',
  ],
  [
    "a secret certificate",
    { https: own },
    { https: Https.certificate({ ...secrets, key: "-----BEGIN" as unknown as Secret }) },
    "https.key is a plain value (not shown). Allowed: a Secret, so that the value is not written into the synthesized JSON. Fix: use Secret.fromVariable.",
  ],
  [
    "the path of a health check, which the web server matches",
    { health: HealthCheck.http("/health?deep=1", { port: 8080 }) },
    { health: HealthCheck.http("/health {") },
    'health.path is "/health {". Allowed: a path that starts with a slash, without spaces, host or fragment. Fix: write for example HealthCheck.http("/health").',
  ],
  [
    "the port of a gated rollout's health check",
    { rollout: Rollout.gated(), health: HealthCheck.http("/health", { port: 8080 }) },
    {
      rollout: Rollout.gated(),
      ports: [Port.tcp(8080), Port.tcp(9090)],
      health: HealthCheck.http("/health", { port: 9090 }),
    },
    'health.port is 9090. Allowed: the port that is behind https (8080) for an app with a gated rollout, since no other is reached from outside. Fix: ask it there, for example health: HealthCheck.http("/health").',
  ],
  [
    "a wildcard",
    good,
    domain("*.acme.com"),
    'https.domains[0] is "*.acme.com". Allowed: the name of one host: a wildcard would need a DNS challenge. Fix: name each host, for example "shop.acme.com".',
  ],
  ...(
    [
      ["https://Shop.acme.com/", 'write "shop.acme.com"'],
      ["shop.acme.com.", 'write "shop.acme.com"'],
      ["shop.acme.com:8443", 'write "shop.acme.com"'],
      ["bücher.acme.com", 'write "xn--bcher-kva.acme.com"'],
      ["shop_1.acme.com", 'write for example "shop.example.com"'],
      ["203.0.113.7", 'write for example "shop.example.com"'],
      ["shop", 'write for example "shop.example.com"'],
    ] as const
  ).map(([given, fix]): Rule<Changes> => [
    `the domain ${given}`,
    good,
    domain(given),
    `https.domains[0] is ${JSON.stringify(given)}. Allowed: a domain name in lower case, without https://, port or path. Fix: ${fix}.`,
  ]),
  [
    "a domain of Azure's",
    good,
    domain("other.westeurope.azurecontainer.io"),
    'https.domains[0] is "other.westeurope.azurecontainer.io". Allowed: a domain of your own (the name that Azure gives the app is served in any case). Fix: take it away.',
  ],
  [
    "a domain that is not public",
    automatic({ domains: ["shop.acme.internal"], ca: CertificateAuthority.acme("https://ca.acme.com/") }),
    domain("shop.acme.internal"),
    'https.domains[0] is "shop.acme.internal". Allowed: a name that a public authority issues certificates for. Fix: use a public domain, an authority of your own (CertificateAuthority.acme) or Https.certificate.',
  ],
  [
    "each domain once",
    automatic({ domains: ["shop.acme.com", "www.acme.com"] }),
    automatic({ domains: ["shop.acme.com", "shop.acme.com"] }),
    'https.domains[1] is "shop.acme.com". Allowed: each domain once. Fix: rename it or remove it: https.domains[0] is the same.',
  ],
];

describe("For an app with HTTPS,", () => testRules(faults, rules));

test("a root that is no certificate is refused without being shown", () => {
  const ca = CertificateAuthority.acme("https://ca.acme.com/", {
    root: "-----BEGIN PRIVATE KEY-----hunter2",
  });
  const [fault] = faults({ https: Https.automatic({ ca }) });
  expect(fault).toMatch(/^https.ca.root is a plain value \(not shown\)/);
});
