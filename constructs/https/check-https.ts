import { Fault, inWords, refuse } from "../../core/fault";
import { checkReference, checkRepository } from "../../core/image-reference";
import { checkSecret } from "../../core/secrets/secret";
import { rounded } from "../container-group/amount";
import { reservedCores, reservedGigabytes } from "../container-group/container";
import { IpAddress } from "../container-group/ip-address";
import { Port } from "../container-group/port";
import { PORTS_PER_ADDRESS } from "../container-group/ports";
import { HTTP_PORT, HTTPS_PORT } from "./caddyfile";
import { checkCertificateAuthority } from "./certificate-authority";
import { checkDomains } from "./domains";
import { FrontedApp } from "./fronted-app";
import { CertificateSource } from "./https";
import { portOf, sizeOf, WEB_SERVER } from "./web-server";

const INSTEAD = "or leave https out";

/** What stands in the way of HTTPS for an app; `publicName` is the one that Azure gives it, if that is known. */
export function checkHttps(app: FrontedApp, publicName: string | undefined): Fault[] {
  const { source } = app.https;
  return [
    ...checkAddress(app),
    ...checkName(app, publicName),
    ...checkSource(source),
    ...checkPorts(app),
    ...checkRoom(app),
    ...checkHealthPort(app),
    ...(app.group.containers.some(({ name }) => name === WEB_SERVER)
      ? refuse(
          "containers (name)",
          WEB_SERVER,
          "another name: the web server of https has this one",
          "rename it",
        )
      : []),
  ];
}

/** Source: Azure documentation, "Azure Container Instances Spot containers" and "Container groups" (Windows). */
function checkAddress({ https: { source }, group }: FrontedApp): Fault[] {
  const { ipAddress = IpAddress.public(), osType, priority } = group;
  if (osType === "Windows") {
    return refuse("osType", osType, "Linux for an app with https", `write osType: "Linux", ${INSTEAD}`);
  }
  if (ipAddress.type === "None") {
    const given = priority === "Spot" ? inWords("none, as Spot wants it") : inWords("none");
    return refuse(
      "ipAddress",
      given,
      "an address for an app with https",
      `use IpAddress.public(), ${INSTEAD}`,
    );
  }
  if (source.kind === "automatic" && ipAddress.type === "Private") {
    const allowed = "a public address for Https.automatic, since the authority must reach it";
    return refuse("ipAddress", inWords("private"), allowed, `use Https.certificate, ${INSTEAD}`);
  }
  return [];
}

function checkName({ https: { source }, group, gated }: FrontedApp, publicName: string | undefined): Fault[] {
  const { ipAddress = IpAddress.public(), dnsNameLabel, dnsNameLabelReusePolicy } = group;
  if (source.kind !== "automatic" || ipAddress.type !== "Public" || publicName !== undefined) return [];
  if (dnsNameLabel === undefined) {
    const allowed =
      "a DNS label for Https.automatic: its IP address is new with each group, and gets no certificate";
    return refuse("dnsNameLabel", false, allowed, `leave it out or choose a label, ${INSTEAD}`);
  }
  if (gated || (source.domains ?? []).length > 0) return [];
  return refuse(
    "dnsNameLabelReusePolicy",
    dnsNameLabelReusePolicy,
    "with Https.automatic, a name that is known before the deploy: with this policy Azure adds a hash to it",
    "leave the policy out, or name domains in Https.automatic",
  );
}

function checkSource(source: CertificateSource): Fault[] {
  const { domains = [], image, cacheRepository, cpu, memory } = source;
  const faults = [
    ...(image === undefined ? [] : checkReference("https.image", image)),
    ...(cacheRepository === undefined ? [] : checkRepository("https.cacheRepository", cacheRepository)),
    ...(cpu?.check("https.cpu") ?? []),
    ...(memory?.check("https.memory") ?? []),
  ];
  if (source.kind === "certificate") {
    return [
      ...faults,
      ...checkDomains("https.domains", domains, "nothing"),
      ...checkSecret("https.certificate", source.certificate),
      ...checkSecret("https.key", source.key),
    ];
  }
  const { ca, email, share } = source;
  return [
    ...faults,
    ...checkDomains("https.domains", domains, ca?.kind === "private" ? "certificate" : "publicCertificate"),
    ...(ca ? checkCertificateAuthority("https.ca", ca) : []),
    ...(email === undefined ? [] : checkEmail("https.email", email)),
    ...(share?.check("https.share") ?? []),
  ];
}

/** As a Caddyfile takes it: one word. */
function checkEmail(property: string, email: string): Fault[] {
  if (/^[^\s@"`{}]+@[^\s@"`{}]+$/.test(email)) return [];
  return refuse(property, email, "one e-mail address", 'write for example "ops@example.com"');
}

function checkPorts({ https: { source }, group }: FrontedApp): Fault[] {
  const { containers, exposedPorts = [] } = group;
  const port = portOf(source, containers[0]);
  if (port === undefined) {
    const fix = "say which port the app listens on, for example ports: [Port.tcp(8080)]";
    return refuse("ports", undefined, "a TCP port for an app with https", fix);
  }
  const named = containers[0]?.ports?.some((one) => one.equals(Port.tcp(port)));
  return [
    ...(named
      ? []
      : refuse(
          "https.port",
          port,
          "a TCP port of the app",
          `add Port.tcp(${port}) to ports, or leave it out`,
        )),
    ...containers.flatMap(({ ports = [] }, i) => ports.flatMap((one) => checkTaken(place(i), one))),
    ...(exposedPorts.some((one) => one.equals(Port.tcp(port)))
      ? refuse(
          "exposedPorts",
          port,
          "ports besides the one that answers over HTTPS, which would be open without it",
          `take Port.tcp(${port}) away: 443 and 80 are exposed by themselves`,
        )
      : []),
    ...exposedPorts.flatMap((one) => checkTaken("exposedPorts", one)),
    ...(exposedPorts.length + 2 > PORTS_PER_ADDRESS
      ? refuse(
          "exposedPorts",
          exposedPorts.map(({ number }) => number),
          `at most ${PORTS_PER_ADDRESS - 2} ports besides 443 and 80, since an address has ${PORTS_PER_ADDRESS}`,
          "take ports away",
        )
      : []),
  ];
}

function checkTaken(property: string, { number, protocol }: Port): Fault[] {
  if (number !== HTTP_PORT && number !== HTTPS_PORT) return [];
  if (protocol === "UDP") {
    if (number === HTTP_PORT) return [];
    const allowed = "no UDP port 443: the web server of https speaks HTTP/1.1 and HTTP/2, over TCP";
    return refuse(property, inWords("443 UDP"), allowed, `take it away, ${INSTEAD}`);
  }
  return refuse(
    property,
    number,
    "other ports than 80 and 443, which the web server of https answers on",
    property === "exposedPorts"
      ? "take it away: 443 and 80 are exposed by themselves"
      : `have the app listen on another one, for example Port.tcp(8080), ${INSTEAD}`,
  );
}

/** What the web server gets is taken from the app's container, which must keep something. */
function checkRoom({ https, group: { containers } }: FrontedApp): Fault[] {
  const [app] = containers;
  if (app === undefined) return [];
  const { cpu, memory } = sizeOf(https);
  return [
    ...checkAmount("cpu", reservedCores(app), cpu.cores, "cores", "Cpu.cores"),
    ...checkAmount("memory", reservedGigabytes(app), memory.gigabytes, "GB", "Memory.gigabytes"),
  ];
}

function checkAmount(property: string, all: number, taken: number, unit: string, factory: string): Fault[] {
  // A size that is wrong in itself is reported as that.
  if (!(taken > 0) || !(all > 0) || all > taken) return [];
  const allowed = `more than ${taken} ${unit} for an app with https, whose web server takes ${taken} of it`;
  return refuse(property, all, allowed, `write for example ${factory}(${rounded(all + taken)})`);
}

/** Only the app's own port is reached through the web server. */
function checkHealthPort({ https: { source }, group, gated, health }: FrontedApp): Fault[] {
  const port = portOf(source, group.containers[0]);
  if (!gated || health?.port === undefined || port === undefined || health.port === port) return [];
  return refuse(
    "health.port",
    health.port,
    `the port that is behind https (${port}) for an app with a gated rollout, since no other is reached from outside`,
    'ask it there, for example health: HealthCheck.http("/health")',
  );
}

function place(i: number): string {
  return i === 0 ? "ports" : `sidecars[${i - 1}].ports`;
}
