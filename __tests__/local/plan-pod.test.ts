import { Platform } from "../../constructs/container-app/platform";
import { Scale } from "../../constructs/container-app/scale";
import { AzureFileShare } from "../../constructs/container-group/azure-file-share";
import { Cpu } from "../../constructs/container-group/cpu";
import { IpAddress } from "../../constructs/container-group/ip-address";
import { LogAnalytics } from "../../constructs/container-group/log-analytics";
import { Memory } from "../../constructs/container-group/memory";
import { Port } from "../../constructs/container-group/port";
import { Probe } from "../../constructs/container-group/probe";
import { RegistryCredential } from "../../constructs/container-group/registry-credential";
import { Volume } from "../../constructs/container-group/volume";
import { Https } from "../../constructs/https/https";
import { HealthCheck } from "../../constructs/rollout/health-check";
import { notSecret } from "../../core/secrets/plain-value";
import { Secret } from "../../core/secrets/secret";
import { AppDeclaration, AppSettings, SidecarSettings } from "../../deployment/app";
import { Deployment } from "../../deployment/deployment";
import { ImageSource } from "../../deployment/image-source";
import { planDeployment } from "../../deployment/plan";
import { createArguments } from "../../local/create-arguments";
import { planPod } from "../../local/plan-pod";
import { LocalContainer, Pod } from "../../local/pod";
import { LocalSecrets } from "../../local/secrets";
import { exampleDeployment } from "../support/synthesis";

const BASE: AppDeclaration = {
  name: "shop",
  image: ImageSource.fromBuild("examples/hello"),
  ports: [Port.tcp(8080)],
};

/** What an app comes to, with this machine's values of secrets. */
function planned(
  app: Partial<AppDeclaration>,
  {
    values = {},
    keepShares = false,
    more = {},
  }: { values?: Record<string, string>; keepShares?: boolean; more?: Partial<Deployment> } = {},
) {
  const deployment = exampleDeployment({ apps: [{ ...BASE, ...app }], ...more });
  const plan = planDeployment(deployment);
  expect(plan.faults).toEqual([]);
  const one = [...plan.apps, ...plan.awaitingPromotion].find(({ app: { name } }) => name === "shop")!;
  return planPod({ deployment, app: one, secrets: new LocalSecrets(values), keepShares });
}

/** What is asked of the engine for a container, apart from names. */
function argumentsFor(pod: Pod, container: LocalContainer): string[] {
  return createArguments(container, {
    engine: { cores: 8, limits: { cpu: true, memory: true }, architecture: "x86_64" },
    pause: "PAUSE",
    labels: [],
    nameOf: (what) => what,
    volumeNames: new Map(pod.volumes.map(({ name }) => [name, `volume-${name}`])),
    imageOf: ({ image }) => (image.kind === "build" ? image.repository : image.reference),
  });
}

/** All that follows from an app: a property without a consequence is one that is dropped. */
function consequences(app: Partial<AppDeclaration>): string {
  const { pod, faults } = planned(app, { values: { TF_VAR_a: "b" } });
  const all = [...pod.initContainers, ...pod.containers];
  return JSON.stringify([pod, all.map((one) => argumentsFor(pod, one)), faults]);
}

/** A value for each property of an app, to be seen on this machine or said not to be. */
const CHANGES: Record<
  Exclude<keyof AppDeclaration, "name" | "environments" | "overrides">,
  Partial<AppSettings>
> = {
  image: { image: ImageSource.fromReference("nginx:1.29") },
  command: { command: ["/bin/other"] },
  environmentVariables: { environmentVariables: { A: "b" } },
  volumeMounts: { volumeMounts: [Volume.emptyDir("cache").mountAt("/cache")] },
  privileged: { privileged: true },
  cpu: { cpu: Cpu.cores(2) },
  cpuLimit: { cpuLimit: Cpu.cores(0.9) },
  memory: { memory: Memory.gigabytes(3) },
  memoryLimit: { memoryLimit: Memory.gigabytes(1.4) },
  ports: { ports: [Port.tcp(8080), Port.udp(53)] },
  livenessProbe: { livenessProbe: Probe.exec(["true"]) },
  readinessProbe: { readinessProbe: Probe.httpGet("/ready") },
  sidecars: { sidecars: [{ name: "agent", image: "agent:1" }] },
  initContainers: { initContainers: [{ name: "first", image: "first:1" }] },
  exposedPorts: { exposedPorts: [] },
  restartPolicy: { restartPolicy: "Never" },
  osType: { osType: "Windows" },
  health: { health: HealthCheck.http("/up") },
  ipAddress: { ipAddress: IpAddress.none() },
  dnsNameLabel: { dnsNameLabel: "acme-shop" },
  dnsConfig: { dnsConfig: { nameServers: ["10.0.0.1"] } },
  https: { https: Https.automatic() },
  registryCredentials: {
    registryCredentials: [RegistryCredential.password("ghcr.io", "acme", Secret.fromVariable("a"))],
  },
  logAnalytics: { logAnalytics: LogAnalytics.create("acme-logs") },
  systemAssignedIdentity: { systemAssignedIdentity: true },
  userAssignedIdentityIds: { userAssignedIdentityIds: ["/subscriptions/s/resourceGroups/g/providers/x"] },
  customerManagedKey: {
    customerManagedKey: { keyVaultKeyId: "https://acme.vault.azure.net/keys/a/b" } as never,
  },
  priority: { priority: "Spot" },
  sku: { sku: "Confidential" },
  scale: { scale: Scale.fixed(3) },
  // Which of several is nobody's concern here.
  dnsNameLabelReusePolicy: {},
  zone: {},
  platform: {},
};

describe("Every property of an app", () => {
  const changes = Object.entries(CHANGES).filter(([, change]) => Object.keys(change).length > 0);

  test.each(changes)("%s has a consequence on this machine, or is said to have none", (_, change) => {
    expect(consequences(change)).not.toBe(consequences({}));
  });

  test("but for where it is deployed", () => {
    for (const only of [
      { zone: "2" },
      { dnsNameLabelReusePolicy: "Noreuse" },
      { platform: Platform.containerApps() },
    ] as const) {
      expect(consequences(only)).toBe(consequences({}));
    }
  });
});

test("what is asked of the engine for a container", () => {
  const { pod } = planned(
    {
      command: ["sh", "-c", "echo $HOME"],
      environmentVariables: {
        LEVEL: "a b=c",
        TOKEN: Secret.fromVariable("token"),
        KIND: notSecret("x", "y"),
      },
      cpu: Cpu.cores(0.5),
      memory: Memory.gigabytes(1),
      memoryLimit: Memory.gigabytes(1.2),
      volumeMounts: [Volume.emptyDir("cache").mountAt("/cache", { readOnly: true })],
      sidecars: [{ name: "agent", image: "agent:1", cpu: Cpu.cores(0.5), memory: Memory.gigabytes(0.5) }],
    },
    { values: { TF_VAR_token: "hush" } },
  );
  const [main, agent] = pod.containers;
  expect(argumentsFor(pod, main!).join(" ")).toBe(
    "create --name shop --no-healthcheck --pull never --platform linux/amd64 --network container:PAUSE --cpus 1 --cpu-shares 512 " +
      "--memory 1288490189 --memory-swap 1288490189 --memory-reservation 1073741824 " +
      "--env LEVEL=a b=c --env KIND=x --env TOKEN --volume volume-cache:/cache:nocopy,ro --entrypoint sh shop -c echo $HOME",
  );
  expect(main!.secretEnvironment).toEqual({ TOKEN: "hush" });
  // The limit is what the whole group reserves.
  expect(argumentsFor(pod, agent!).join(" ")).toContain("--cpus 1 --cpu-shares 512 --memory 1610612736");
});

test("an engine without limits is asked for none, and one with few cores for no more than it has", () => {
  const { pod } = planned({ cpu: Cpu.cores(4) });
  const place = { pause: "", labels: [], nameOf: String, volumeNames: new Map(), imageOf: () => "" };
  const ask = (cores: number, can: boolean) =>
    createArguments(pod.containers[0]!, {
      ...place,
      engine: { cores, limits: { cpu: can, memory: can }, architecture: "x86_64" },
    });
  expect(ask(2, true)).toEqual(expect.arrayContaining(["--cpus", "2"]));
  expect(ask(2, false).filter((one) => /--cpus|--memory/.test(one))).toEqual([]);
});

test("secrets are found by the names that Terraform has for them, and all that are missing are told", () => {
  const app: Partial<AppDeclaration> = {
    environmentVariables: {
      A: Secret.fromVariable("first"),
      B: Secret.fromKeyVault({ keyVaultId: "/subscriptions/s", name: "api-key" }),
      C: Secret.fromExpression("${azurerm_storage_account.a.primary_access_key}"),
    },
    volumeMounts: [Volume.secret("certs", { "tls.key": Secret.fromVariable("first") }).mountAt("/certs")],
  };
  const { faults } = planned(app);
  expect(faults.map(({ property }) => property)).toEqual([
    "TF_VAR_first (A of shop, the file tls.key of the volume certs)",
    "TF_VAR_api_key (B of shop)",
    "TF_VAR_c (C of shop)",
  ]);
  const given = planned(app, { values: { TF_VAR_first: "1", TF_VAR_api_key: "2", TF_VAR_c: "" } });
  expect(given.faults).toEqual([]);
  expect(given.pod.containers[0]!.secretEnvironment).toEqual({ A: "1", B: "2", C: "" });
  expect(given.pod.notes).toEqual([
    ["B of shop", "the value of TF_VAR_api_key instead of the Key Vault's"],
    ["C of shop", "the value of TF_VAR_c instead of what Terraform knows"],
  ]);
});

test("a secret that the docker command would take for its own is refused", () => {
  const { faults } = planned(
    { environmentVariables: { DOCKER_HOST: Secret.fromVariable("a") } },
    { values: { TF_VAR_a: "b" } },
  );
  expect(faults).toMatchObject([{ property: "DOCKER_HOST of shop" }]);
});

test("with HTTPS the app answers at its own port, without it at those that Azure's address has", () => {
  const sidecars: SidecarSettings[] = [{ name: "agent", image: "agent:1", ports: [Port.tcp(9000)] }];
  const ports = (app: Partial<AppDeclaration>) => planned({ sidecars, ...app }).pod.ports.map(String);
  expect(ports({})).toEqual(["8080 TCP", "9000 TCP"]);
  expect(ports({ exposedPorts: [Port.tcp(9000)] })).toEqual(["9000 TCP"]);
  expect(ports({ ipAddress: IpAddress.none() })).toEqual([]);
  expect(ports({ https: Https.automatic() })).toEqual(["8080 TCP"]);
});

test("an image of the registry is built by the app that pushes it, or else pulled", () => {
  const from = (repository: string) => ImageSource.fromRepository(repository, { tag: "1.4" });
  const { pod } = planned(
    {
      image: from("elsewhere"),
      sidecars: [{ name: "agent", image: from("proxy") }],
    },
    {
      more: {
        apps: [
          { ...BASE, image: from("elsewhere"), sidecars: [{ name: "agent", image: from("proxy") }] },
          { ...BASE, name: "proxy" },
        ],
      },
    },
  );
  expect(pod.containers.map(({ image }) => image)).toEqual([
    {
      kind: "pull",
      reference: "slipwaydev.azurecr.io/elsewhere:1.4",
      login: "az acr login --name slipwaydev",
    },
    { kind: "build", repository: "proxy", build: { context: "examples/hello" } },
  ]);
});

test("an app that is fixed to an image is built from its source all the same, which is said", () => {
  const release = `sha256:${"a".repeat(64)}`;
  const { pod } = planned({}, { more: { releases: { dev: { shop: release } } } });
  expect(pod.containers[0]!.image).toMatchObject({ kind: "build", build: { context: "examples/hello" } });
  expect(pod.notes).toEqual([["image", expect.stringContaining(release)]]);
});

test("what customize changes in the app's stack is said not to be seen", () => {
  const customize = { "dev-shop": () => {} };
  expect(planned({}, { more: { customize } }).pod.notes).toEqual([
    ["customize", expect.stringContaining("dev-shop")],
  ]);
});

test("volumes hold what they are given", () => {
  const share = AzureFileShare.create({ storageAccountName: "acmefiles", shareName: "uploads" });
  const volumeMounts = [
    Volume.secret("certs", { a: Secret.fromVariable("a"), b: notSecret("plain", "a test") }).mountAt(
      "/certs",
    ),
    Volume.gitRepository("pages", "https://github.com/acme/site", { revision: "1a2b3c4d" }).mountAt("/pages"),
    Volume.azureFileShare("uploads", share).mountAt("/uploads"),
  ];
  const { pod } = planned({ volumeMounts }, { values: { TF_VAR_a: "secret" }, keepShares: true });
  expect(pod.volumes).toMatchObject([
    { name: "certs", kind: "secret", files: { a: "secret", b: "plain" } },
    { name: "pages", kind: "gitRepository", url: "https://github.com/acme/site", revision: "1a2b3c4d" },
    { name: "uploads", kind: "azureFileShare", storageAccountName: "acmefiles", shareName: "uploads" },
  ]);
  expect(pod.notes).toEqual([["volume uploads", expect.stringMatching(/stays$/)]]);
});
