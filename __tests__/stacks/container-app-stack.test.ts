import { Platform } from "../../constructs/container-app/platform";
import { Scale } from "../../constructs/container-app/scale";
import { AzureFileShare } from "../../constructs/container-group/azure-file-share";
import { Cpu } from "../../constructs/container-group/cpu";
import { IpAddress } from "../../constructs/container-group/ip-address";
import { Memory } from "../../constructs/container-group/memory";
import { Port } from "../../constructs/container-group/port";
import { Probe } from "../../constructs/container-group/probe";
import { RegistryCredential } from "../../constructs/container-group/registry-credential";
import { Volume } from "../../constructs/container-group/volume";
import { Https } from "../../constructs/https/https";
import { HealthCheck } from "../../constructs/rollout/health-check";
import { notSecret } from "../../core/secrets/plain-value";
import { Secret } from "../../core/secrets/secret";
import { AppDeclaration } from "../../deployment/app";
import { ImageSource } from "../../deployment/image-source";
import { PullCredentials } from "../../deployment/pull-credentials";
import { Changes, containerApp, appStack } from "../support/container-apps";
import { onlyAddress, onlyResource, StackJson } from "../support/synthesis";

const network = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/net/providers";
const subnetId = `${network}/Microsoft.Network/virtualNetworks/acme/subnets/apps`;
const identityId = `${network}/Microsoft.ManagedIdentity/userAssignedIdentities/reader`;

const containers = (app: Partial<AppDeclaration>, changes?: Changes) =>
  containerApp(app, changes).template.container as StackJson[];
const main = (app: Partial<AppDeclaration>, changes?: Changes) => containers(app, changes)[0];

describe("what an app is told reaches the container app", () => {
  test("its image, and the identity that pulls it", () => {
    const built = containerApp({ image: ImageSource.fromBuild("examples/hello") });
    const identity = "${data.terraform_remote_state.main-registry.outputs.pull_identity_id}";
    expect(built.template.container[0].image).toBe(
      "${data.terraform_remote_state.main-api-image.outputs.image}",
    );
    expect(built.identity).toEqual({ type: "UserAssigned", identity_ids: [identity] });
    expect(built.registry).toEqual([
      { server: "${data.terraform_remote_state.main-registry.outputs.login_server}", identity },
    ]);
  });

  test("a login by password, whose value is a secret of the app", () => {
    const app = containerApp({
      image: ImageSource.fromReference("ghcr.io/acme/api:1", {
        pull: PullCredentials.password("acme", Secret.fromVariable("ghcr_token")),
      }),
      registryCredentials: [
        RegistryCredential.password("quay.io", "acme", Secret.fromVariable("quay_token")),
      ],
    });
    expect(app.registry).toEqual([
      { server: "ghcr.io", username: "acme", password_secret_name: "pull-password" },
      { server: "quay.io", username: "acme", password_secret_name: "registry-pull-password" },
    ]);
    expect(app.secret).toEqual([
      { name: "pull-password", value: "${var.ghcr_token}" },
      { name: "registry-pull-password", value: "${var.quay_token}" },
    ]);
  });

  test("its sizes; memory is twice the cores unless given", () => {
    expect(main({})).toMatchObject({ cpu: 1, memory: "2Gi" });
    expect(main({ cpu: Cpu.cores(0.25) })).toMatchObject({ cpu: 0.25, memory: "0.5Gi" });
    expect(main({ cpu: Cpu.cores(4), memory: Memory.gigabytes(8) })).toMatchObject({ cpu: 4, memory: "8Gi" });
  });

  test("its command and variables, as they are written", () => {
    const told = main({
      command: ["sh", "-c", "echo ${HOME}"],
      environmentVariables: { PLAIN: "a", SHELL_TEXT: "${HOME}", TOKEN_KIND: notSecret("bearer", "a kind") },
    });
    expect(told.command).toEqual(["sh", "-c", "echo $${HOME}"]);
    expect(told.env).toEqual([
      { name: "PLAIN", value: "a" },
      { name: "SHELL_TEXT", value: "$${HOME}" },
      { name: "TOKEN_KIND", value: "bearer" },
    ]);
  });

  test("its secrets: one name for each value, another for another value", () => {
    const one = Secret.fromVariable("one");
    const app = containerApp({
      environmentVariables: { DB_PASSWORD: one, ALSO_DB_PASSWORD: one, A: Secret.fromVariable("a") },
      cpu: Cpu.cores(0.5),
      sidecars: [
        {
          name: "agent",
          image: "agent:1",
          cpu: Cpu.cores(0.5),
          environmentVariables: { DB_PASSWORD: Secret.fromVariable("two") },
        },
      ],
      initContainers: [
        {
          name: "agent-db",
          image: "agent:1",
          environmentVariables: { PASSWORD: Secret.fromVariable("three") },
        },
      ],
    });
    expect(app.secret).toEqual([
      { name: "db-password", value: "${var.one}" },
      { name: "a", value: "${var.a}" },
      { name: "agent-db-password", value: "${var.two}" },
      { name: "password", value: "${var.three}" },
    ]);
    expect(app.template.container[0].env.slice(0, 3)).toEqual([
      { name: "DB_PASSWORD", secret_name: "db-password" },
      { name: "ALSO_DB_PASSWORD", secret_name: "db-password" },
      { name: "A", secret_name: "a" },
    ]);
    expect(app.template.container[1].env).toEqual([
      { name: "DB_PASSWORD", secret_name: "agent-db-password" },
    ]);
  });

  test("a changed secret makes a revision: a value that is new with it stands in the template", () => {
    const stack = appStack({ environmentVariables: { DB_PASSWORD: Secret.fromVariable("db") } });
    const address = onlyAddress(stack, "terraform_data");
    expect(onlyResource(stack, "terraform_data").triggers_replace).toEqual({
      values: "${sha256(jsonencode([var.db]))}",
    });
    const { env } = onlyResource(stack, "azurerm_container_app").template.container[0];
    expect(env.at(-1)).toEqual({ name: "SLIPWAY_SECRETS", value: `\${${address}.id}` });
    expect(appStack({}).resource.terraform_data).toBeUndefined();
  });

  test("its probes, with Azure's defaults written out", () => {
    const told = main({
      livenessProbe: Probe.httpGet("/live?a=${b}", {
        port: 9000,
        scheme: "https",
        headers: { Accept: "text/plain" },
        initialDelaySeconds: 60,
        periodSeconds: 240,
        timeoutSeconds: 240,
        failureThreshold: 30,
      }),
      readinessProbe: Probe.httpGet("/ready", { successThreshold: 10 }),
    });
    expect(told.liveness_probe).toEqual([
      {
        transport: "HTTPS",
        port: 9000,
        path: "/live?a=$${b}",
        header: [{ name: "Accept", value: "text/plain" }],
        initial_delay: 60,
        interval_seconds: 240,
        timeout: 240,
        failure_count_threshold: 30,
      },
    ]);
    expect(told.readiness_probe).toEqual([
      {
        transport: "HTTP",
        port: 8080,
        path: "/ready",
        initial_delay: 0,
        interval_seconds: 10,
        timeout: 1,
        failure_count_threshold: 3,
        success_count_threshold: 10,
      },
    ]);
  });

  test("its health check, as the readiness probe that it lacks", () => {
    const health = HealthCheck.http("/up", { status: 204 });
    expect(main({ health }).readiness_probe).toMatchObject([{ path: "/up", port: 8080, transport: "HTTP" }]);
    const readinessProbe = Probe.httpGet("/ready");
    expect(main({ health, readinessProbe }).readiness_probe).toMatchObject([{ path: "/ready" }]);
    expect(main({ livenessProbe: undefined }).readiness_probe).toBeUndefined();
  });

  test("one port: its own, the exposed one, or that of a proxy beside it", () => {
    const proxy = { name: "proxy", image: "proxy:1", ports: [Port.tcp(8000)], cpu: Cpu.cores(0.5) };
    const portOf = (app: Partial<AppDeclaration>) =>
      containerApp({ livenessProbe: undefined, cpu: Cpu.cores(0.5), ...app }).ingress.target_port;
    expect(portOf({})).toBe(8080);
    expect(portOf({ sidecars: [proxy] })).toBe(8080);
    expect(portOf({ sidecars: [proxy], exposedPorts: [Port.tcp(8000)] })).toBe(8000);
    expect(portOf({ sidecars: [proxy], ports: undefined })).toBe(8000);
    expect(portOf({ ports: [Port.tcp(8080), Port.udp(5000)], exposedPorts: [Port.tcp(8080)] })).toBe(8080);
  });

  test("no address: no ingress, no url", () => {
    const stack = appStack({ ipAddress: IpAddress.none() });
    expect(onlyResource(stack, "azurerm_container_app").ingress).toBeUndefined();
    expect(Object.keys(stack.output)).toEqual(["image"]);
  });

  test("an address in the environment's network", () => {
    for (const ipAddress of [IpAddress.private(subnetId), undefined]) {
      const app = containerApp({ ipAddress }, { platform: { subnetId, internal: true } });
      expect(app.ingress.external_enabled).toBe(true);
    }
    containerApp({ ipAddress: IpAddress.none(subnetId) }, { platform: { subnetId } });
  });

  test("volumes: an empty folder that several share, and a share by its storage", () => {
    const cache = Volume.emptyDir("cache");
    const share = AzureFileShare.create({ storageAccountName: "acmefiles", shareName: "uploads" });
    const stack = appStack({
      cpu: Cpu.cores(0.5),
      volumeMounts: [cache.mountAt("/cache"), Volume.azureFileShare("uploads", share).mountAt("/uploads")],
      sidecars: [
        {
          name: "agent",
          image: "agent:1",
          cpu: Cpu.cores(0.5),
          volumeMounts: [
            cache.mountAt("/cache"),
            Volume.azureFileShare("reading", share).mountAt("/uploads", { readOnly: true }),
          ],
        },
      ],
      initContainers: [{ name: "init", image: "init:1", volumeMounts: [cache.mountAt("/c")] }],
    });
    const storages = Object.entries<StackJson>(stack.resource.azurerm_container_app_environment_storage);
    expect(storages.map(([, { name, access_mode, share_name }]) => [name, access_mode, share_name])).toEqual([
      [
        expect.stringMatching(/^reading-[0-9a-f]{6}$/),
        "ReadOnly",
        expect.stringContaining("azurerm_storage_share"),
      ],
      [
        expect.stringMatching(/^uploads-[0-9a-f]{6}$/),
        "ReadWrite",
        expect.stringContaining("azurerm_storage_share"),
      ],
    ]);
    const nameOf = (i: number) => `\${azurerm_container_app_environment_storage.${storages[i]![0]}.name}`;
    const { template } = onlyResource(stack, "azurerm_container_app");
    expect(template.volume).toEqual([
      { name: "cache", storage_type: "EmptyDir" },
      { name: "uploads", storage_type: "AzureFile", storage_name: nameOf(1) },
      { name: "reading", storage_type: "AzureFile", storage_name: nameOf(0) },
    ]);
    expect(template.container[0].volume_mounts).toEqual([
      { name: "cache", path: "/cache" },
      { name: "uploads", path: "/uploads" },
    ]);
    expect(template.init_container[0].volume_mounts).toEqual([{ name: "cache", path: "/c" }]);
  });

  test("a share that is made has the address that it has on container instances, so that a change of platform keeps its files", () => {
    const share = AzureFileShare.create({ storageAccountName: "acmefiles", shareName: "uploads" });
    const app = { volumeMounts: [Volume.azureFileShare("uploads", share).mountAt("/uploads")] };
    for (const type of ["azurerm_storage_account", "azurerm_storage_share"]) {
      expect(onlyAddress(appStack({ ...app, platform: Platform.containerInstances() }), type)).toBe(
        onlyAddress(appStack(app), type),
      );
    }
  });

  test("an init container, with the smallest size", () => {
    const { template } = containerApp({
      initContainers: [{ name: "init", image: "init:1", command: ["true"] }],
    });
    expect(template.init_container).toEqual([
      { name: "init", image: "init:1", command: ["true"], cpu: 0.25, memory: "0.5Gi" },
    ]);
  });

  test("its identities", () => {
    const told = containerApp({ systemAssignedIdentity: true, userAssignedIdentityIds: [identityId] });
    expect(told.identity).toEqual({ type: "SystemAssigned, UserAssigned", identity_ids: [identityId] });
  });

  test("its scale", () => {
    const scaled = (scale: Scale) => {
      const { min_replicas, max_replicas, http_scale_rule, custom_scale_rule } = containerApp({
        scale,
      }).template;
      return { min_replicas, max_replicas, http_scale_rule, custom_scale_rule };
    };
    expect(scaled(Scale.fixed(3))).toEqual({ min_replicas: 3, max_replicas: 3 });
    expect(scaled(Scale.between(0, 300))).toEqual({ min_replicas: 0, max_replicas: 300 });
    expect(
      scaled(Scale.between(1, 5, { concurrentRequests: 50, cpuPercent: 70, memoryPercent: 80 })),
    ).toEqual({
      min_replicas: 1,
      max_replicas: 5,
      http_scale_rule: [{ name: "http", concurrent_requests: "50" }],
      custom_scale_rule: [
        { name: "cpu", custom_rule_type: "cpu", metadata: { type: "Utilization", value: "70" } },
        { name: "memory", custom_rule_type: "memory", metadata: { type: "Utilization", value: "80" } },
      ],
    });
  });

  test("Https.automatic() is what Azure Container Apps does by itself", () => {
    expect(appStack({ https: Https.automatic() })).toEqual(appStack());
  });
});
