import { Platform } from "../../constructs/container-app/platform";
import { Scale } from "../../constructs/container-app/scale";
import { Cpu } from "../../constructs/container-group/cpu";
import { IpAddress } from "../../constructs/container-group/ip-address";
import { Memory } from "../../constructs/container-group/memory";
import { Port } from "../../constructs/container-group/port";
import { Probe } from "../../constructs/container-group/probe";
import { Secret } from "../../core/secrets/secret";
import { AppDeclaration } from "../../deployment/app";
import { EnvironmentDeclaration } from "../../deployment/environment";
import { differencesFrom } from "../../review/differences";
import { exampleDeployment } from "../support/synthesis";
import { NGINX, synthesized } from "./support";

/** What azurerm 4.55.0 writes into the state for the app below, with what Azure gives and what is left out. */
const group = {
  type: "azurerm_container_group",
  attributes: {
    container: [
      {
        commands: [],
        cpu: 1,
        cpu_limit: 0,
        environment_variables: { GREETING: "hello ${you} %{ if }" },
        image: "docker.io/library/nginx:1.28",
        liveness_probe: [
          {
            exec: null,
            failure_threshold: 3,
            http_get: [{ http_headers: null, path: "/health", port: 8080, scheme: "http" }],
            initial_delay_seconds: 0,
            period_seconds: 10,
            success_threshold: 1,
            timeout_seconds: 1,
          },
        ],
        memory: 1.5,
        memory_limit: 0,
        name: "hello",
        ports: [
          { port: 8081, protocol: "TCP" },
          { port: 8080, protocol: "TCP" },
        ],
        readiness_probe: [],
        secure_environment_variables: { TOKEN: "CANARY" },
        security: [],
        volume: [],
      },
    ],
    diagnostics: [],
    dns_config: [],
    dns_name_label: "slipway-dev-hello",
    dns_name_label_reuse_policy: "Unsecure",
    exposed_port: [
      { port: 8081, protocol: "TCP" },
      { port: 8080, protocol: "TCP" },
    ],
    fqdn: "slipway-dev-hello.westeurope.azurecontainer.io",
    id: "/subscriptions/0/x",
    identity: [],
    image_registry_credential: [],
    init_container: [],
    ip_address: "203.0.113.3",
    ip_address_type: "Public",
    key_vault_key_id: null,
    location: "westeurope",
    name: "slipway-dev-hello",
    os_type: "Linux",
    priority: "",
    resource_group_name: "slipway-dev-hello",
    restart_policy: "Always",
    sku: "Standard",
    subnet_ids: null,
    tags: { project: "slipway" },
    zones: null,
  },
};

/** The same on Azure Container Apps. */
const containerApp = {
  type: "azurerm_container_app",
  attributes: {
    container_app_environment_id: "/subscriptions/0/y",
    custom_domain_verification_id: "6ED0",
    identity: [],
    ingress: [
      {
        allow_insecure_connections: false,
        custom_domain: [],
        exposed_port: 0,
        external_enabled: true,
        fqdn: "hello.z.westeurope.azurecontainerapps.io",
        target_port: 8080,
        traffic_weight: [{ label: "", latest_revision: true, percentage: 100, revision_suffix: "" }],
        transport: "auto",
      },
    ],
    latest_revision_name: "hello--1",
    location: "westeurope",
    max_inactive_revisions: 10,
    name: "hello",
    registry: [],
    resource_group_name: "slipway-dev-hello",
    revision_mode: "Single",
    secret: [{ identity: "", key_vault_secret_id: "", name: "token", value: "CANARY" }],
    tags: { project: "slipway" },
    template: [
      {
        container: [
          {
            args: null,
            command: null,
            cpu: 1,
            env: [
              { name: "GREETING", secret_name: "", value: "hello ${you} %{ if }" },
              { name: "TOKEN", secret_name: "token", value: "" },
              { name: "SLIPWAY_SECRETS", secret_name: "", value: "9da8c77d" },
            ],
            ephemeral_storage: "4Gi",
            image: "docker.io/library/nginx:1.28",
            liveness_probe: [
              {
                failure_count_threshold: 3,
                header: [],
                host: "",
                initial_delay: 0,
                interval_seconds: 10,
                path: "/health",
                port: 8080,
                termination_grace_period_seconds: 0,
                timeout: 1,
                transport: "HTTP",
              },
            ],
            memory: "2Gi",
            name: "hello",
            readiness_probe: [
              {
                failure_count_threshold: 3,
                header: [],
                host: "",
                initial_delay: 0,
                interval_seconds: 10,
                path: "/health",
                port: 8080,
                success_count_threshold: 1,
                timeout: 1,
                transport: "HTTP",
              },
            ],
            volume_mounts: [],
          },
        ],
        cooldown_period_in_seconds: 300,
        custom_scale_rule: [],
        http_scale_rule: [],
        init_container: [],
        max_replicas: 3,
        min_replicas: 1,
        polling_interval_in_seconds: 30,
        volume: [],
      },
    ],
    workload_profile_name: "Consumption",
  },
};

const variables = { GREETING: "hello ${you} %{ if }", TOKEN: Secret.fromVariable("token") };
const app: AppDeclaration = {
  ...exampleDeployment().apps[0]!,
  image: NGINX,
  ports: [Port.tcp(8080), Port.tcp(8081)],
  environmentVariables: variables,
};
const onApps: Partial<AppDeclaration> = {
  ports: [Port.tcp(8080)],
  health: undefined,
  platform: Platform.containerApps({ scale: Scale.between(1, 3) }),
};

function differences(
  state: Parameters<typeof differencesFrom>[0],
  changes: Partial<AppDeclaration> = {},
  environment: Partial<EnvironmentDeclaration> = {},
): string[] {
  const { environments } = exampleDeployment();
  const deployment = exampleDeployment({
    environments: [{ ...environments[0]!, ...environment }],
    apps: [{ ...app, ...changes }],
  });
  return differencesFrom(state, synthesized(deployment).find(({ name }) => name === "dev-hello")!.json);
}

test("What runs as it is declared differs in nothing, whatever Azure adds and however it writes it", () => {
  expect(differences([group])).toEqual([]);
  expect(differences([group], {}, { location: "West Europe" })).toEqual([]);
  expect(differences([containerApp], onApps)).toEqual([]);
});

test.each<[string, Partial<AppDeclaration>, string[]]>([
  ["sizes", { cpu: Cpu.cores(2), memory: Memory.gigabytes(4) }, ["cpu 1 → 2", "memory 1.5 GB → 4 GB"]],
  ["a port", { exposedPorts: [Port.tcp(8080)] }, ["open port 8081/TCP is gone"]],
  ["a name", { dnsNameLabel: "acme-hello" }, ["DNS label slipway-dev-hello → acme-hello"]],
  ["a probe that is gone", { livenessProbe: undefined }, ["liveness probe is gone"]],
  [
    "a probe's number",
    { livenessProbe: Probe.httpGet("/health", { periodSeconds: 5 }) },
    ["liveness probe's period seconds 10 → 5"],
  ],
  [
    "an address",
    { ipAddress: IpAddress.none(), dnsNameLabel: false },
    [
      "DNS label slipway-dev-hello is gone",
      "open port 8081/TCP is gone",
      "open port 8080/TCP is gone",
      "address public → none",
    ],
  ],
  ["a policy", { restartPolicy: "OnFailure" }, ["restart policy Always → OnFailure"]],
  ["a container", { sidecars: [{ name: "proxy", image: "nginx:1.29" }] }, ["container proxy is new"]],
  [
    "variables, by name only",
    { environmentVariables: { GREETING: "CANARY", KEY: Secret.fromVariable("key") } },
    [
      "environment variable GREETING changes",
      "secret environment variable KEY is new",
      "secret environment variable TOKEN is gone",
    ],
  ],
])("of a container group: %s", (_, changes, words) => {
  expect(differences([group], changes)).toEqual(words);
});

test.each<[string, Partial<AppDeclaration>, string[]]>([
  ["sizes", { cpu: Cpu.cores(2), memory: Memory.gigabytes(4) }, ["cpu 1 → 2", "memory 2 GB → 4 GB"]],
  [
    "scale",
    { platform: Platform.containerApps({ scale: Scale.between(0, 5) }) },
    ["most replicas 3 → 5", "fewest replicas 1 → 0"],
  ],
  [
    "variables, by name only",
    { environmentVariables: { ...variables, GREETING: "CANARY", LOG: "x" } },
    ["environment variable GREETING changes", "environment variable LOG is new"],
  ],
])("of a container app: %s", (_, changes, words) => {
  expect(differences([containerApp], { ...onApps, ...changes })).toEqual(words);
});

test("A platform that is another is told as such, and where nothing runs there is nothing to tell", () => {
  expect(differences([group], onApps)).toEqual(["its platform changes"]);
  expect(differences([containerApp])).toEqual(["its platform changes"]);
  expect(differences([])).toEqual([]);
});
