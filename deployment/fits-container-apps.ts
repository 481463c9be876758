import { ContainerApps } from "../constructs/container-app/platform";
import { InitContainerProps } from "../constructs/container-group/init-container";
import { Fault, inWords, refuse } from "../core/fault";
import { AppSettings, SidecarSettings } from "./app";

/** Whether a property reaches Azure Container Apps, or what is wrong with what was given for it. */
type Fit<Value> =
  "mapped" | ((property: string, given: NonNullable<Value>, platform: ContainerApps) => Fault[]);

/** Every property of a type, so that the compiler asks for a line here when one is added. */
type Fits<T> = { readonly [Property in keyof Required<T>]: Fit<T[Property]> };

const ON_APPS = "on Azure Container Apps";
const ON_GROUPS = "platform: Platform.containerInstances() for this app";

/** For what has no counterpart. */
function unknown(what: string, remedy = "leave it out") {
  return (property: string) =>
    refuse(property, inWords("given"), `${what} ${ON_APPS}`, `${remedy}, or write ${ON_GROUPS}`);
}

/** The same, for what its Container Apps environment is told instead, unless that exists already: then it is not changed. */
function ofThePlatform(what: string, remedy: string) {
  return (property: string, _: unknown, { existing }: ContainerApps) =>
    unknown(
      what,
      existing === undefined ? remedy : "leave it out: the Container Apps environment has its own",
    )(property);
}

/** For a choice of which one is what Azure Container Apps does anyway. */
function only(choice: string, why: string) {
  return (property: string, given: string) =>
    given === choice
      ? []
      : refuse(property, given, `${choice} ${ON_APPS}, ${why}`, `leave it out, or write ${ON_GROUPS}`);
}

const noLimit = unknown("no limit beside what is reserved: each container gets what it reserves");

const notPrivileged: Fit<boolean> = (property, given) =>
  given ? unknown("no privileged container")(property) : [];

const initContainer: Fits<InitContainerProps> = {
  name: "mapped",
  image: "mapped",
  command: "mapped",
  environmentVariables: "mapped",
  volumeMounts: "mapped",
  privileged: notPrivileged,
};

const sidecar: Fits<SidecarSettings> = {
  ...initContainer,
  image: "mapped",
  cpu: "mapped",
  cpuLimit: noLimit,
  memory: "mapped",
  memoryLimit: noLimit,
  ports: "mapped",
  livenessProbe: "mapped",
  readinessProbe: "mapped",
};

const settings: Fits<AppSettings> = {
  ...sidecar,
  sidecars: (property, given, platform) =>
    given.flatMap((one, i) => checkFits(`${property}[${i}].`, one, sidecar, platform)),
  initContainers: (property, given, platform) =>
    given.flatMap((one, i) => checkFits(`${property}[${i}].`, one, initContainer, platform)),
  image: "mapped",
  registryCredentials: "mapped",
  exposedPorts: "mapped",
  systemAssignedIdentity: "mapped",
  userAssignedIdentityIds: "mapped",
  health: "mapped",
  scale: "mapped",
  platform: "mapped",
  ipAddress: (property, { type, subnetId }, platform) => {
    const written = inWords(`IpAddress.${type.toLowerCase()}(…)`);
    const isInSubnet = subnetId?.toLowerCase() === platform.subnetId?.toLowerCase();
    switch (type) {
      case "Public":
        if (!platform.internal) return [];
        return refuse(
          property,
          written,
          "no public address in a Container Apps environment that is internal",
          "leave it out, or leave out internal: true on the platform",
        );
      case "Private":
        if (platform.internal && isInSubnet) return [];
        return refuse(
          property,
          written,
          `no address in a subnet for an app of its own ${ON_APPS}: the Container Apps environment has it`,
          platform.existing === undefined
            ? "leave it out, and write platform: Platform.containerApps({ subnetId, internal: true })"
            : "leave it out: an app in a Container Apps environment that exists answers in its network",
        );
      case "None":
        if (subnetId === undefined || isInSubnet) return [];
        return refuse(
          property,
          written,
          `no subnet for an app of its own ${ON_APPS}: the Container Apps environment has it`,
          platform.existing === undefined
            ? "write IpAddress.none(), and platform: Platform.containerApps({ subnetId })"
            : "write IpAddress.none(): an app in a Container Apps environment that exists is in its network",
        );
    }
  },
  dnsNameLabel: unknown("no label: Azure gives the name, APP.UNIQUE.REGION.azurecontainerapps.io,"),
  dnsNameLabelReusePolicy: unknown("no label, and so no policy for it,"),
  dnsConfig: unknown(
    "no name servers for an app of its own",
    "set them on the virtual network of the subnet",
  ),
  restartPolicy: only("Always", "which starts every container again that ends"),
  osType: only("Linux", "which runs no other"),
  zone: ofThePlatform(
    "no zone for an app of its own",
    "leave it out, and write zoneRedundancy: true on a platform with a subnetId",
  ),
  priority: only("Regular", "which has no other"),
  sku: only("Standard", "which has no other"),
  customerManagedKey: unknown("no key of one's own"),
  logAnalytics: ofThePlatform(
    "no workspace for an app of its own",
    "write it on the platform: Platform.containerApps({ logs: LogAnalytics.create(…) })",
  ),
  https: (property, { source }) => {
    const { kind, ...options } = source;
    if (kind === "certificate" || (source.domains ?? []).length > 0) {
      return refuse(
        property,
        inWords(kind === "certificate" ? "Https.certificate(…)" : "Https.automatic({ domains })"),
        `HTTPS at the name that Azure gives ${ON_APPS}; domains of your own are not set up here`,
        `leave out https: Container Apps ends TLS itself; or, for domains of your own, write ${ON_GROUPS}`,
      );
    }
    // What Https.automatic() promises, Container Apps keeps by itself; its web server is not there to be told more.
    return Object.entries(options)
      .filter(([, value]) => value !== undefined)
      .flatMap(([name]) =>
        refuse(
          `${property}.${name}`,
          inWords("given"),
          `nothing about the web server ${ON_APPS}: there is none`,
          "leave out https: Container Apps ends TLS itself",
        ),
      );
  },
};

/** What an app is told that Azure Container Apps has no counterpart for. What it has is checked by the container app. */
export function checkFitsContainerApps(given: AppSettings, platform: ContainerApps): Fault[] {
  return checkFits("", given, settings, platform);
}

function checkFits<T extends object>(
  prefix: string,
  given: T,
  fits: Fits<T>,
  platform: ContainerApps,
): Fault[] {
  return (Object.keys(fits) as (keyof T & string)[]).flatMap((name) => {
    const fit = fits[name] as Fit<T[typeof name]>;
    const value = given[name];
    if (value === undefined || value === null || fit === "mapped") return [];
    return fit(`${prefix}${name}`, value, platform);
  });
}
