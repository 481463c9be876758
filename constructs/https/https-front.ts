import { LocalExecProvisioner } from "cdktf";
import { createHash } from "node:crypto";
import { regionKey } from "../../core/azure/location";
import { Fault } from "../../core/fault";
import { notSecret, PlainValue } from "../../core/secrets/plain-value";
import { Secret } from "../../core/secrets/secret";
import { rounded } from "../container-group/amount";
import { AzureFileShare } from "../container-group/azure-file-share";
import { ContainerProps, reservedCores, reservedGigabytes } from "../container-group/container";
import { ContainerGroup } from "../container-group/container-group";
import { Cpu } from "../container-group/cpu";
import { IpAddress } from "../container-group/ip-address";
import { Memory } from "../container-group/memory";
import { Port } from "../container-group/port";
import { Probe } from "../container-group/probe";
import { ContainerGroupProps } from "../container-group/props";
import { Volume } from "../container-group/volume";
import { HealthCheck } from "../rollout/health-check";
import { awaitCertificate } from "./await-certificate";
import { ALIVE_PATH, HTTP_PORT, HTTPS_PORT, renderCaddyfile } from "./caddyfile";
import { checkHttps } from "./check-https";
import { healthBehind, portOf, sizeOf, WEB_SERVER } from "./web-server";
import { FrontedApp } from "./fronted-app";

const CONFIG = "/etc/caddy";
const DATA = "/data";

/** The web server that ends TLS before an app, and what changes in the app's group because of it. */
export class HttpsFront {
  /** What stands in its way. With any of these the app is left as it is, so that nothing is reported twice. */
  readonly faults: readonly Fault[];

  constructor(private readonly app: FrontedApp) {
    this.faults = checkHttps(app, this.publicName);
  }

  /** The group with the web server in it, which alone answers outside. */
  get group(): ContainerGroupProps {
    const { group } = this.app;
    const [main, ...others] = group.containers;
    if (this.faults.length > 0 || main === undefined) return group;
    return {
      ...group,
      containers: [this.makeRoomIn(main), ...others, this.webServer],
      // HTTPS first: the first TCP port is where the group answers.
      exposedPorts: [...this.webServer.ports, ...(group.exposedPorts ?? [])],
    };
  }

  /** The same health check, at the port where it is answered without a certificate. */
  get health(): HealthCheck | undefined {
    const { https, group, health } = this.app;
    if (this.faults.length > 0) return health;
    const behind = healthBehind(https, group.containers[0]!, health);
    return behind && HealthCheck.http(behind.path, { ...behind, port: HTTP_PORT });
  }

  /** Where the app answers, if that is at a domain; else it is where the group does. */
  get url(): string | undefined {
    const [domain] = this.domains;
    return domain && `https://${domain}`;
  }

  /** What each domain must have in DNS; `movingName` is the public name that moves from group to group. */
  dnsRecords({ fqdn, ipAddress }: ContainerGroup, movingName?: string): Readonly<Record<string, string>> {
    const { dnsNameLabel } = this.app.group;
    const record = dnsNameLabel === undefined ? `A ${ipAddress}` : `CNAME ${movingName ?? fqdn}`;
    return Object.fromEntries(this.domains.map((domain) => [domain, record]));
  }

  /** What a gated rollout does besides, in the shell that Terraform runs in, before and after the public name moves. */
  steps(group: ContainerGroup): Record<"beforeMove" | "afterMove", readonly LocalExecProvisioner[]> {
    const { source } = this.app.https;
    const asked = {
      publicName: this.publicName!,
      domains: this.domains,
      path: this.app.health?.path ?? "/",
      group,
      // No one trusts what the test service issues.
      verified: !(source.kind === "automatic" && source.ca?.kind === "staging"),
      resourceGroupName: this.app.group.resourceGroupName,
    };
    return {
      beforeMove: [awaitCertificate({ ...asked, when: "before" })],
      // A certificate that is there needs no fetching.
      afterMove: source.kind === "automatic" ? [awaitCertificate({ ...asked, when: "after" })] : [],
    };
  }

  private get domains(): readonly string[] {
    return this.app.https.source.domains ?? [];
  }

  /** The names that clients use, the most important first. */
  private get names(): readonly string[] {
    return this.publicName === undefined ? this.domains : [...this.domains, this.publicName];
  }

  /**
   * The name that Azure gives the app, as far as it is known before the deploy.
   * Source: Azure documentation, "Container groups in Azure Container Instances" (networking) and "DNS label reuse".
   */
  private get publicName(): string | undefined {
    const { group, gated } = this.app;
    const { dnsNameLabel, dnsNameLabelReusePolicy = "Unsecure", location, ipAddress } = group;
    if (dnsNameLabel === undefined || (ipAddress ?? IpAddress.public()).type !== "Public") return undefined;
    if (gated) return `${dnsNameLabel}.trafficmanager.net`;
    // With any other policy Azure adds a hash of its own.
    if (dnsNameLabelReusePolicy !== "Unsecure") return undefined;
    return `${dnsNameLabel}.${regionKey(location)}.azurecontainer.io`;
  }

  private get webServer(): ContainerProps & { readonly ports: readonly Port[] } {
    const { source } = this.app.https;
    const share = source.kind === "automatic" ? (source.share ?? this.ownShare) : undefined;
    const { cpu, memory } = sizeOf(this.app.https);
    return {
      name: WEB_SERVER,
      image: this.app.image,
      command: ["caddy", "run", "--config", `${CONFIG}/Caddyfile`, "--adapter", "caddyfile"],
      cpu,
      memory,
      ports: [Port.tcp(HTTPS_PORT), Port.tcp(HTTP_PORT)],
      volumeMounts: [
        Volume.secret("https-config", this.files).mountAt(CONFIG, { readOnly: true }),
        ...(share ? [Volume.azureFileShare("https-certificates", share).mountAt(DATA)] : []),
      ],
      livenessProbe: Probe.httpGet(ALIVE_PATH, { port: HTTP_PORT }),
    };
  }

  private get files(): Record<string, Secret | PlainValue> {
    const { source } = this.app.https;
    const { group, gated } = this.app;
    const common = {
      port: portOf(source, group.containers[0])!,
      // In a Caddyfile the path is matched without its query.
      healthPath: this.health?.path.replace(/\?.*/, ""),
      connectionSeconds: gated && secondsToFollow(gated),
    };
    if (source.kind === "certificate") {
      const [file, key] = [`${CONFIG}/tls.crt`, `${CONFIG}/tls.key`];
      return {
        Caddyfile: readable(renderCaddyfile({ ...common, certificate: { file, key } })),
        "tls.crt": source.certificate,
        "tls.key": source.key,
      };
    }
    const { email, ca } = source;
    const names = this.names as readonly [string, ...string[]];
    const root = ca?.root === undefined ? undefined : `${CONFIG}/root.pem`;
    const automatic = { names, storage: `${DATA}/caddy`, email, directory: ca?.directory, root };
    return {
      Caddyfile: readable(renderCaddyfile({ ...common, automatic })),
      ...(ca?.root === undefined ? {} : { "root.pem": readable(ca.root) }),
    };
  }

  /** An account called after the group, which is unique in Azure as far as its DNS label is. */
  private get ownShare(): AzureFileShare {
    const { name } = this.app.group;
    const hash = createHash("sha256").update(name).digest("hex").slice(0, 8);
    return AzureFileShare.create({
      storageAccountName: name.replaceAll("-", "").slice(0, 16) + hash,
      shareName: "certificates",
      quotaGigabytes: 1,
      // What it holds can be fetched again: whoever destroys the app shall not have to say so twice.
      preventDestroy: false,
    });
  }

  private makeRoomIn(container: ContainerProps): ContainerProps {
    const { cpu, memory } = sizeOf(this.app.https);
    return {
      ...container,
      cpu: Cpu.cores(rounded(reservedCores(container) - cpu.cores)),
      memory: Memory.gigabytes(rounded(reservedGigabytes(container) - memory.gigabytes)),
    };
  }
}

/** How soon clients must look the name up anew, to be gone when the old group goes: its last caches end with the TTL. */
function secondsToFollow({ dnsTtlSeconds, drainSeconds }: NonNullable<FrontedApp["gated"]>): number {
  return Math.min(Math.max(drainSeconds - dnsTtlSeconds, 1), 30);
}

function readable(text: string): PlainValue {
  return notSecret(text, "the web server's configuration");
}
