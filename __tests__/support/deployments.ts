import {
  AzureFileShare,
  Backend,
  Cpu,
  Deployment,
  HealthCheck,
  Https,
  ImageSource,
  IpAddress,
  LogAnalytics,
  Memory,
  Platform,
  Port,
  Probe,
  PullCredentials,
  Rollout,
  Scale,
  Secret,
  Volume,
} from "../../package/index";

const digest = `sha256:${"1".repeat(64)}`;
const subscription = "/subscriptions/11111111-2222-3333-4444-555555555555";

const hello = {
  name: "hello",
  image: ImageSource.fromBuild("examples/hello", { aliases: ["v1", "latest"] }),
  ports: [Port.tcp(8080)],
  livenessProbe: Probe.httpGet("/health"),
};

/** Deployments that together have a resource of every kind: what a version does to plans shows in one of them. */
export const deployments: Readonly<Record<string, Deployment>> = {
  example: {
    project: "acme",
    tags: { owner: "shop" },
    registries: [{ name: "dev", location: "westeurope" }],
    environments: [{ name: "dev", registry: "dev" }],
    apps: [hello],
  },

  production: {
    project: "acme",
    tags: { owner: "shop" },
    backend: Backend.azurerm({ storageAccountName: "acmestate", containerName: "tfstate" }),
    stateStorage: {
      storageAccountName: "acmestate",
      containerName: "tfstate",
      location: "westeurope",
      groups: ["11111111-2222-3333-4444-555555555555"],
    },
    registries: [
      {
        name: "main",
        location: "westeurope",
        sku: "Premium",
        allowedIpRanges: ["203.0.113.0/24"],
        geoReplications: [{ location: "northeurope" }],
        zoneRedundancy: true,
        deleteLock: true,
        retentionDays: 30,
        cacheRules: [{ name: "nginx", source: "docker.io/library/nginx", target: "nginx" }],
        cacheLogins: {
          "docker.io": {
            usernameSecretId: "https://acme.vault.azure.net/secrets/user",
            passwordSecretId: "https://acme.vault.azure.net/secrets/password",
            keyVaultId: `${subscription}/resourceGroups/keys/providers/Microsoft.KeyVault/vaults/acme`,
          },
        },
        webhooks: [{ name: "onpush", actions: ["push"], serviceUri: "https://example.com/hook" }],
        diagnostics: {
          logAnalyticsWorkspaceId: `${subscription}/resourceGroups/logs/providers/Microsoft.OperationalInsights/workspaces/logs`,
        },
      },
    ],
    environments: [
      { name: "test", registry: "main" },
      {
        name: "prod",
        registry: "main",
        production: true,
        policies: "warning",
        images: "promoted",
        rollout: Rollout.gated(),
      },
    ],
    releases: { prod: { hello: digest } },
    apps: [
      { ...hello, https: Https.automatic(), health: HealthCheck.http("/health") },
      {
        ...hello,
        name: "shop",
        environments: ["test"],
        cpu: Cpu.cores(2),
        memory: Memory.gigabytes(4),
        environmentVariables: { MODE: "fast", TOKEN: Secret.fromVariable("shop_token") },
        logAnalytics: LogAnalytics.create("acme-logs"),
        volumeMounts: [
          Volume.azureFileShare(
            "files",
            AzureFileShare.create({ storageAccountName: "acmefiles", shareName: "files", quotaGigabytes: 5 }),
          ).mountAt("/data"),
          Volume.emptyDir("cache").mountAt("/tmp/cache"),
        ],
        sidecars: [{ name: "proxy", image: `nginx@${digest}`, livenessProbe: Probe.exec(["true"]) }],
        initContainers: [{ name: "prepare", image: `busybox@${digest}`, command: ["true"] }],
      },
    ],
  },

  elsewhere: {
    project: "acme",
    tags: { owner: "shop" },
    backend: Backend.hcpTerraform({ organization: "acme", project: "Shop" }),
    registries: [
      {
        name: "shared",
        location: "westeurope",
        existing: { name: "acmeshared", resourceGroupName: "platform" },
        push: "dockerLogin",
      },
    ],
    environments: [{ name: "dev", registry: "shared", tags: { stage: "dev" } }],
    apps: [
      {
        ...hello,
        name: "inside",
        image: ImageSource.fromReference("ghcr.io/acme/inside:1", {
          pull: PullCredentials.password("robot", Secret.fromVariable("ghcr_password")),
        }),
        ipAddress: IpAddress.private(
          `${subscription}/resourceGroups/net/providers/Microsoft.Network/virtualNetworks/net/subnets/apps`,
        ),
        dnsNameLabel: false,
        systemAssignedIdentity: true,
        logAnalytics: LogAnalytics.existing("logs", "platform"),
        environmentVariables: {
          TOKEN: Secret.fromKeyVault({
            keyVaultId: `${subscription}/resourceGroups/keys/providers/Microsoft.KeyVault/vaults/acme`,
            name: "token",
          }),
        },
      },
      {
        name: "job",
        image: ImageSource.fromRepository("ci/job", { digest }),
        ipAddress: IpAddress.none(),
        restartPolicy: "Never",
      },
    ],
  },

  scaled: {
    project: "acme",
    tags: { owner: "shop" },
    registries: [{ name: "main", location: "westeurope" }],
    environments: [
      {
        name: "prod",
        registry: "main",
        rollout: Rollout.gated(),
        platform: Platform.containerApps({ logs: LogAnalytics.create("acme-logs") }),
      },
    ],
    apps: [
      {
        ...hello,
        scale: Scale.between(1, 10, { concurrentRequests: 50 }),
        environmentVariables: { TOKEN: Secret.fromVariable("shop_token") },
        volumeMounts: [
          Volume.azureFileShare(
            "files",
            AzureFileShare.create({ storageAccountName: "acmefiles", shareName: "files", quotaGigabytes: 5 }),
          ).mountAt("/data"),
        ],
      },
    ],
  },
};
