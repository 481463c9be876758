import { Backend } from "../backends/backend";
import { ContainerApps } from "../constructs/container-app/platform";
import { Scale } from "../constructs/container-app/scale";
import { IMAGE_BUILDERS } from "../constructs/image/docker-build";
import { Cpu } from "../constructs/container-group/cpu";
import { IpAddress } from "../constructs/container-group/ip-address";
import { LogAnalytics } from "../constructs/container-group/log-analytics";
import { Memory } from "../constructs/container-group/memory";
import { Port } from "../constructs/container-group/port";
import { Probe } from "../constructs/container-group/probe";
import { RegistryCredential } from "../constructs/container-group/registry-credential";
import { Https } from "../constructs/https/https";
import { HealthCheck } from "../constructs/rollout/health-check";
import { Fault } from "../core/fault";
import {
  anything,
  func,
  instance,
  Kind,
  kind,
  listOf,
  made,
  mapOf,
  needed,
  number,
  objectOf,
  oneOf,
  text,
  yesNo,
} from "../core/shape";
import { POLICY_SEVERITIES, PolicySuppression } from "../policies/apply/apply-policies";
import { OwnPolicy } from "../policies/policy";
import { AppDeclaration, AppSettings, SidecarSettings } from "./app";
import { Deployment, StateStorageDeclaration } from "./deployment";
import { EnvironmentDeclaration, IMAGE_CHOICES } from "./environment";
import { ExistingRegistryDeclaration, NewRegistryDeclaration, PUSH_CREDENTIALS } from "./registry";

/** Every part of a type, so that the compiler asks for a line here when one is added. */
type Parts<T> = Readonly<Record<T extends unknown ? keyof T : never, Kind>>;

const object = mapOf(anything);
const texts = listOf(text);
const tags = mapOf(text);
const image = made('ImageSource.fromBuild("folder")', isImage);

const scale = instance("Scale.between(1, 10)", Scale);
const logAnalytics = instance("LogAnalytics.create()", LogAnalytics);

const containerApps: Parts<ContainerApps> = {
  kind: text,
  scale,
  logs: logAnalytics,
  subnetId: text,
  internal: yesNo,
  zoneRedundancy: yesNo,
  existing: text,
};

const platform: Kind = (property, value) =>
  partsOf(value).kind === "containerApps"
    ? objectOf(containerApps)(property, value)
    : made("Platform.containerApps()", (one) => partsOf(one).kind === "containerInstances")(property, value);

const container = {
  command: texts,
  // Its values are checked where they are rendered: some must not be printed.
  environmentVariables: object,
  volumeMounts: listOf(object),
  privileged: yesNo,
  cpu: instance("Cpu.cores(1)", Cpu),
  cpuLimit: instance("Cpu.cores(2)", Cpu),
  memory: instance("Memory.gigabytes(1.5)", Memory),
  memoryLimit: instance("Memory.gigabytes(2)", Memory),
  ports: listOf(instance("Port.tcp(8080)", Port)),
  livenessProbe: instance('Probe.httpGet("/health")', Probe),
  readinessProbe: instance('Probe.httpGet("/ready")', Probe),
};

const sidecar: Parts<SidecarSettings> = {
  ...container,
  name: needed(text),
  image: needed(
    kind(
      'a string or what ImageSource.fromRepository("proxy", { tag: "1.4" }) makes',
      'write for example "nginx:1.29"',
      (value) => typeof value === "string" || isImage(value),
    ),
  ),
};

const settings: Parts<AppSettings> = {
  ...container,
  image,
  sidecars: listOf(objectOf(sidecar)),
  initContainers: listOf(object),
  registryCredentials: listOf(instance("RegistryCredential.password(…)", RegistryCredential)),
  ipAddress: instance("IpAddress.public()", IpAddress),
  exposedPorts: listOf(instance("Port.tcp(443)", Port)),
  dnsNameLabel: kind(
    "a string or false",
    "write a label in quotes, or false for none",
    (value) => typeof value === "string" || value === false,
  ),
  health: instance('HealthCheck.http("/health")', HealthCheck),
  https: instance("Https.automatic()", Https),
  scale,
  platform,
  logAnalytics,
  dnsNameLabelReusePolicy: text,
  dnsConfig: object,
  restartPolicy: text,
  osType: text,
  zone: text,
  priority: text,
  sku: text,
  systemAssignedIdentity: yesNo,
  userAssignedIdentityIds: texts,
  customerManagedKey: object,
};

const app: Parts<AppDeclaration> = {
  ...settings,
  name: needed(text),
  image: needed(image),
  environments: texts,
  overrides: mapOf(objectOf(settings)),
};

const environment: Parts<EnvironmentDeclaration> = {
  name: needed(text),
  registry: needed(text),
  location: text,
  platform,
  rollout: made("Rollout.gated()", isRollout),
  images: oneOf(IMAGE_CHOICES),
  production: yesNo,
  policies: oneOf(POLICY_SEVERITIES),
  tags,
};

const anyRegistry = {
  name: needed(text),
  location: needed(text),
  push: oneOf(PUSH_CREDENTIALS),
  build: oneOf(IMAGE_BUILDERS),
  pushTokenExpiries: texts,
  pullIdentityId: text,
  adminUser: yesNo,
  cacheRules: listOf(object),
  cacheLogins: mapOf(object),
  webhooks: listOf(object),
  deleteLock: yesNo,
  diagnostics: object,
  tags,
};

const newRegistry: Parts<NewRegistryDeclaration> = {
  ...anyRegistry,
  existing: object,
  registryName: text,
  sku: text,
  anonymousPull: yesNo,
  publicNetworkAccess: yesNo,
  allowedIpRanges: texts,
  trustedServicesBypass: yesNo,
  geoReplications: listOf(object),
  zoneRedundancy: yesNo,
  retentionDays: number,
  quarantine: yesNo,
  exportPolicy: yesNo,
  dataEndpoint: yesNo,
  encryption: object,
  systemAssignedIdentity: yesNo,
  userAssignedIdentityIds: texts,
};

const existingRegistry: Parts<ExistingRegistryDeclaration> = {
  ...anyRegistry,
  existing: kind(
    "an object with an id, or a name and a resourceGroupName",
    'write for example { name: "acmeshared", resourceGroupName: "platform" }',
    (value) => typeof (partsOf(value).id ?? partsOf(value).name) === "string",
  ),
};

/** What a new registry may be told, an existing one is not: nothing of it is changed. */
const registry: Kind = (property, value) =>
  objectOf(partsOf(value).existing === undefined ? newRegistry : existingRegistry)(property, value);

const stateStorage: Parts<StateStorageDeclaration> = {
  storageAccountName: needed(text),
  containerName: needed(text),
  location: needed(text),
  replication: text,
  retentionDays: number,
  users: texts,
  groups: texts,
  pipelines: texts,
  tags,
};

const policySuppression: Parts<PolicySuppression> = {
  policy: needed(text),
  reason: needed(text),
  stack: text,
};

const policy: Parts<OwnPolicy> = {
  id: needed(text),
  reason: needed(text),
  inProductionOnly: yesNo,
  check: needed(func("(stack) => []")),
  examples: needed(objectOf({ passes: needed(object), fails: needed(object) })),
};

const deployment: Parts<Deployment> = {
  project: needed(text),
  registries: needed(listOf(registry)),
  environments: needed(listOf(objectOf(environment))),
  apps: needed(listOf(objectOf(app))),
  releases: mapOf(mapOf(text)),
  backend: kind(
    "Backend.local(), Backend.azurerm({…}) or Backend.hcpTerraform({…})",
    "make it with one of these, or leave it out for local files",
    (value) => value instanceof Backend,
  ),
  stateStorage: objectOf(stateStorage),
  tags,
  policySuppressions: listOf(objectOf(policySuppression)),
  policies: listOf(objectOf(policy)),
  customize: mapOf(func("(stack) => { … }")),
};

/**
 * What in a deployment is not of its type: a program may run where no compiler is asked, `releases.json` is read at run
 * time, and what protects (`deleteLock`, `production`, `policies`) must not be lost to a slip.
 */
export function checkShape(value: unknown): Fault[] {
  const faults = needed(objectOf(deployment))("", value);
  return faults.map((fault) => ({ ...fault, property: fault.property || "the deployment" }));
}

function isImage(value: unknown): boolean {
  const { kind, context, props, repository, version, reference } = partsOf(value);
  const isText = (one: unknown) => typeof one === "string";
  return (
    (kind === "build" && isText(context) && props instanceof Object) ||
    (kind === "repository" && isText(repository) && version instanceof Object) ||
    (kind === "reference" && isText(reference))
  );
}

function isRollout(value: unknown): boolean {
  const { kind, dnsTtlSeconds, drainSeconds } = partsOf(value);
  const isGated = kind === "gated" && typeof dnsTtlSeconds === "number" && typeof drainSeconds === "number";
  return kind === "replace" || isGated;
}

function partsOf(value: unknown): Readonly<Record<string, unknown>> {
  return value instanceof Object ? (value as Record<string, unknown>) : {};
}
