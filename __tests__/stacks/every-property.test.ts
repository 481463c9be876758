import { App } from "cdktf";
import { Platform } from "../../constructs/container-app/platform";
import { Scale } from "../../constructs/container-app/scale";
import {
  AzureFileShare,
  ExistingFileShareProps,
  NewFileShareProps,
} from "../../constructs/container-group/azure-file-share";
import { Cpu } from "../../constructs/container-group/cpu";
import { InitContainerProps } from "../../constructs/container-group/init-container";
import { IpAddress } from "../../constructs/container-group/ip-address";
import { LogAnalytics } from "../../constructs/container-group/log-analytics";
import { Memory } from "../../constructs/container-group/memory";
import { Port } from "../../constructs/container-group/port";
import { HttpGetProps, Probe } from "../../constructs/container-group/probe";
import { RegistryCredential } from "../../constructs/container-group/registry-credential";
import { Volume, VolumeMount } from "../../constructs/container-group/volume";
import { AutomaticHttpsOptions, Https, OwnCertificateOptions } from "../../constructs/https/https";
import { CertificateAuthority } from "../../constructs/https/certificate-authority";
import { HealthCheck, HealthCheckOptions } from "../../constructs/rollout/health-check";
import { Rollout } from "../../constructs/rollout/rollout";
import { findFaults } from "../../core/fault";
import { Secret } from "../../core/secrets/secret";
import { AppDeclaration, AppSettings, SidecarSettings } from "../../deployment/app";
import { ImageSource } from "../../deployment/image-source";
import { createStacks } from "../../stacks/create-stacks";
import { Changes, onContainerApps } from "../support/container-apps";

/** For every property of a type, another value than what it is without: the compiler asks for one when a property is added. */
type Others<T> = { readonly [Property in keyof Required<T>]: T[Property] };

const secret = Secret.fromVariable("secret");
const identityId =
  "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/a/providers/Microsoft.ManagedIdentity/userAssignedIdentities/b";

const container = {
  command: ["run"],
  environmentVariables: { A: "b" },
  volumeMounts: [Volume.emptyDir("cache").mountAt("/cache")],
  privileged: true,
};

const running = {
  ...container,
  cpuLimit: Cpu.cores(2),
  memoryLimit: Memory.gigabytes(4),
  livenessProbe: Probe.httpGet("/other"),
  readinessProbe: Probe.httpGet("/other"),
};

const settings: Others<AppSettings> = {
  ...running,
  cpu: Cpu.cores(2),
  memory: Memory.gigabytes(3),
  ports: [Port.tcp(9000)],
  image: ImageSource.fromReference("ghcr.io/acme/api:2"),
  sidecars: [{ name: "agent", image: "agent:1" }],
  initContainers: [{ name: "init", image: "init:1" }],
  registryCredentials: [RegistryCredential.identity("quay.io", identityId)],
  ipAddress: IpAddress.none(),
  exposedPorts: [Port.tcp(8081)],
  dnsNameLabel: "acme-api",
  dnsNameLabelReusePolicy: "TenantReuse",
  dnsConfig: { nameServers: ["10.0.0.1"] },
  restartPolicy: "Never",
  osType: "Windows",
  zone: "1",
  priority: "Spot",
  sku: "Dedicated",
  systemAssignedIdentity: true,
  userAssignedIdentityIds: [identityId],
  customerManagedKey: {
    keyVaultKeyId: "https://a.vault.azure.net/keys/b/c",
    userAssignedIdentityId: identityId,
  },
  logAnalytics: LogAnalytics.create("acme-logs"),
  health: HealthCheck.http("/up"),
  https: Https.automatic({ domains: ["acme.com"] }),
  scale: Scale.fixed(2),
  platform: Platform.containerApps({ scale: Scale.fixed(3) }),
};

const sidecar: Others<SidecarSettings> = {
  ...running,
  name: "other",
  image: "agent:2",
  cpu: Cpu.cores(0.75),
  memory: Memory.gigabytes(3),
  // The app's own. Any other is for the app alone there, and is nothing that Azure is told: docs/platforms.md.
  ports: [Port.tcp(8080)],
};

const initContainer: Others<InitContainerProps> = { ...container, name: "other", image: "init:2" };

const probe: Others<HttpGetProps> = {
  port: 9000,
  scheme: "https",
  headers: { Accept: "text/plain" },
  initialDelaySeconds: 1,
  periodSeconds: 11,
  timeoutSeconds: 2,
  failureThreshold: 4,
  successThreshold: 2,
};

const health: Others<HealthCheckOptions> = {
  port: 9000,
  status: 204,
  attempts: 2,
  intervalSeconds: 6,
  deadlineSeconds: 301,
};

const newShare: Others<NewFileShareProps> = {
  storageAccountName: "acmeother",
  shareName: "other",
  quotaGigabytes: 6,
  replication: "ZRS",
  preventDestroy: false,
};

const existingShare: Others<ExistingFileShareProps> = {
  storageAccountName: "acmeother",
  shareName: "other",
  storageAccountKey: Secret.fromVariable("other"),
};

const mount: Others<VolumeMount> = {
  volume: Volume.emptyDir("other"),
  path: "/other",
  readOnly: true,
};

const webServer = {
  domains: ["acme.com"],
  port: 8080,
  image: "caddy:2",
  cacheRepository: "caddy",
  cpu: Cpu.cores(0.2),
  memory: Memory.gigabytes(0.3),
};

const automatic: Others<AutomaticHttpsOptions> = {
  ...webServer,
  email: "ops@acme.com",
  ca: CertificateAuthority.letsEncryptStaging(),
  share: AzureFileShare.create({ storageAccountName: "acmecerts", shareName: "certificates" }),
};

const ownCertificate: Others<OwnCertificateOptions> = { ...webServer, certificate: secret, key: secret };

/** What becomes of an app: its faults, or else the JSON of all stacks. */
function outcome(app: Partial<AppDeclaration>, changes?: Changes): string {
  const program = new App({ stackTraces: false });
  createStacks(program, onContainerApps(app, changes));
  const faults = findFaults(program);
  if (faults.length > 0) return faults.join("\n");
  return JSON.stringify(
    program.node.children.map((stack) => (stack as unknown as { toTerraform(): unknown }).toTerraform()),
  );
}

/** Each property of some other values, put where it belongs. */
function each<T extends object>(others: T, place: (one: Partial<T>) => Partial<AppDeclaration>) {
  return Object.keys(others).map(
    (name) => [name, place({ [name]: others[name as keyof T] } as Partial<T>)] as const,
  );
}

const agent = { name: "agent", image: "agent:1", cpu: Cpu.cores(1) };
const init = { name: "init", image: "init:1" };
const share = { storageAccountName: "acmefiles", shareName: "uploads" };
const mounting = (volume: Volume) => ({ volumeMounts: [volume.mountAt("/data")] });

/** Of each type: an app without its properties, and that app with each of them. */
const types: readonly (readonly [
  type: string,
  without: Partial<AppDeclaration>,
  withEach: (readonly [name: string, app: Partial<AppDeclaration>])[],
])[] = [
  ["AppSettings", {}, each(settings, (one) => one)],
  ["SidecarSettings", { sidecars: [agent] }, each(sidecar, (one) => ({ sidecars: [{ ...agent, ...one }] }))],
  [
    "InitContainerProps",
    { initContainers: [init] },
    each(initContainer, (one) => ({ initContainers: [{ ...init, ...one }] })),
  ],
  [
    "HttpGetProps (liveness)",
    { livenessProbe: Probe.httpGet("/") },
    each(probe, (one) => ({ livenessProbe: Probe.httpGet("/", one) })),
  ],
  [
    "HttpGetProps (readiness)",
    { readinessProbe: Probe.httpGet("/") },
    each(probe, (one) => ({ readinessProbe: Probe.httpGet("/", one) })),
  ],
  [
    "HealthCheckOptions",
    { health: HealthCheck.http("/") },
    each(health, (one) => ({ health: HealthCheck.http("/", one) })),
  ],
  [
    "NewFileShareProps",
    mounting(Volume.azureFileShare("uploads", AzureFileShare.create(share))),
    each(newShare, (one) =>
      mounting(Volume.azureFileShare("uploads", AzureFileShare.create({ ...share, ...one }))),
    ),
  ],
  [
    "ExistingFileShareProps",
    mounting(
      Volume.azureFileShare("uploads", AzureFileShare.existing({ ...share, storageAccountKey: secret })),
    ),
    each(existingShare, (one) =>
      mounting(
        Volume.azureFileShare(
          "uploads",
          AzureFileShare.existing({ ...share, storageAccountKey: secret, ...one }),
        ),
      ),
    ),
  ],
  [
    "VolumeMount",
    mounting(Volume.emptyDir("cache")),
    each(mount, (one) => ({ volumeMounts: [{ ...Volume.emptyDir("cache").mountAt("/data"), ...one }] })),
  ],
  [
    "AutomaticHttpsOptions",
    { https: Https.automatic() },
    each(automatic, (one) => ({ https: Https.automatic(one) })),
  ],
  [
    "OwnCertificateOptions",
    {},
    each(ownCertificate, (one) => ({
      https: Https.certificate({ certificate: secret, key: secret, ...one }),
    })),
  ],
];

describe.each(types)("%s on Azure Container Apps", (_, without, withEach) => {
  // Gated, so that what only the gate knows counts too.
  const gated = { environment: { rollout: Rollout.gated() } };

  test.each(withEach)("%s reaches Azure, or is refused", (_name, app) => {
    expect(outcome(app, gated)).not.toBe(outcome(without, gated));
  });
});
