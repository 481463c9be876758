import { IpAddress } from "../../../constructs/container-group/ip-address";
import { Port } from "../../../constructs/container-group/port";
import { Probe } from "../../../constructs/container-group/probe";
import { HealthCheck } from "../../../constructs/rollout/health-check";
import { Rollout } from "../../../constructs/rollout/rollout";
import { AppDeclaration } from "../../../deployment/app";
import { EnvironmentDeclaration } from "../../../deployment/environment";
import { ImageSource } from "../../../deployment/image-source";
import {
  exampleDeployment,
  faultsOf,
  onlyAddress,
  onlyResource,
  StackJson,
  stacksOf,
} from "../../support/synthesis";

const health = HealthCheck.http("/health");

function deployment(app: Partial<AppDeclaration> = {}, environment: Partial<EnvironmentDeclaration> = {}) {
  const { environments, apps } = exampleDeployment();
  return exampleDeployment({
    environments: [{ ...environments[0]!, rollout: Rollout.gated(), ...environment }],
    apps: [{ ...apps[0]!, health, ...app }],
  });
}

const stackOf = (...changes: Parameters<typeof deployment>) => stacksOf(deployment(...changes))["dev-hello"];

/** One of the stack's steps that Terraform only remembers, by its construct's name. */
function step(stack: StackJson, name: string): [address: string, json: StackJson] {
  const [[id, json] = []] = Object.entries<StackJson>(stack.resource.terraform_data).filter(([id]) =>
    id.startsWith(`rollout_${name}_`),
  );
  return [`terraform_data.${id}`, json];
}

describe("In order,", () => {
  const stack = stackOf();
  const group = onlyAddress(stack, "azurerm_container_group");
  const triggers_replace = { group: `\${${group}.id}` };
  const [healthyAddress, healthy] = step(stack, "healthy");

  test("a new group is asked for its health by its own name until it answers", () => {
    expect(healthy.triggers_replace).toEqual(triggers_replace);
    const [{ "local-exec": asks }, ...others] = healthy.provisioner;
    expect(others).toEqual([]);
    expect(asks).toEqual({
      command: 'sh -c "$AWAIT_HEALTHY"',
      interpreter: ["sh", "-c"],
      environment: {
        AWAIT_HEALTHY: expect.stringContaining("$${SLIPWAY_RESOLVER:-}"),
        PROBE_ATTEMPTS: "60",
        PROBE_DEADLINE: "300",
        PROBE_HOST: `\${${group}.fqdn}`,
        PROBE_INTERVAL: "5",
        PROBE_LOGS: `az container logs --resource-group \${azurerm_resource_group.resource-group.name} --name \${${group}.name}`,
        PROBE_PATH: "/health",
        PROBE_PORT: "8080",
        PROBE_STATUS: "200",
      },
    });
  });

  test("the public name moves to it", () => {
    const profile = onlyAddress(stack, "azurerm_traffic_manager_profile");
    expect(onlyResource(stack, "azurerm_traffic_manager_profile")).toEqual({
      dns_config: { relative_name: "slipway-dev-hello", ttl: 30 },
      monitor_config: {
        expected_status_code_ranges: ["200-200"],
        path: "/health",
        port: 8080,
        protocol: "HTTP",
      },
      name: "slipway-dev-hello",
      resource_group_name: "${azurerm_resource_group.resource-group.name}",
      tags: { project: "slipway" },
      traffic_routing_method: "Priority",
    });
    expect(onlyResource(stack, "azurerm_traffic_manager_external_endpoint")).toEqual({
      always_serve_enabled: true,
      depends_on: [healthyAddress],
      name: "container-group",
      profile_id: `\${${profile}.id}`,
      target: `\${${group}.fqdn}`,
    });
  });

  test("the old group waits for whoever still asks it", () => {
    const [, drained] = step(stack, "drained");
    expect(drained).toEqual({
      depends_on: [onlyAddress(stack, "azurerm_traffic_manager_external_endpoint")],
      provisioner: [{ "local-exec": { command: "sleep 35", interpreter: ["sh", "-c"] } }],
      triggers_replace,
    });
  });
});

test("the url is the public name that stays, and the group's own name goes by fqdn", () => {
  const stack = stackOf();
  const { output } = stack;
  expect(output.url.value).toBe(
    `http://\${${onlyAddress(stack, "azurerm_traffic_manager_profile")}.fqdn}:8080`,
  );
  expect(output.fqdn.value).toBe(`\${${onlyAddress(stack, "azurerm_container_group")}.fqdn}`);
});

test("the group keeps its address in Terraform's state, whichever rollout", () => {
  const addresses = (rollout: Rollout) =>
    Object.keys(stackOf({}, { rollout }).resource.azurerm_container_group);
  expect(addresses(Rollout.gated())).toEqual(addresses(Rollout.replace()));
});

test("the wait is one TTL and 5 seconds unless it is given", () => {
  const waits = (rollout: Rollout) => JSON.stringify(stackOf({}, { rollout })).match(/sleep \d+/)?.[0];
  expect(waits(Rollout.gated())).toBe("sleep 35");
  expect(waits(Rollout.gated({ dnsTtlSeconds: 60 }))).toBe("sleep 65");
  expect(waits(Rollout.gated({ dnsTtlSeconds: 3600 }))).toBe("sleep 3600");
  expect(waits(Rollout.gated({ dnsTtlSeconds: 60, drainSeconds: 300 }))).toBe("sleep 300");
});

test("the health check asks the first TCP port unless it is told another", () => {
  const port = (app: Partial<AppDeclaration>) =>
    onlyResource(stackOf(app), "azurerm_traffic_manager_profile").monitor_config.port;
  const ports = [Port.udp(53), Port.tcp(8080), Port.tcp(8081)];
  expect(port({ ports })).toBe(8080);
  expect(port({ ports, health: HealthCheck.http("/health", { port: 8081 }) })).toBe(8081);
});

test("what a probe asks for is the health check of an app that has none", () => {
  const asks = (app: Partial<AppDeclaration>) => {
    const { port, path } = onlyResource(
      stackOf({ health: undefined, livenessProbe: undefined, ...app }),
      "azurerm_traffic_manager_profile",
    ).monitor_config;
    return { port, path };
  };
  const livenessProbe = Probe.httpGet("/live");
  const ports = [Port.tcp(8080), Port.tcp(8081)];
  expect(asks({ livenessProbe })).toEqual({ port: 8080, path: "/live" });
  expect(asks({ ports, livenessProbe, readinessProbe: Probe.httpGet("/ready", { port: 8081 }) })).toEqual({
    port: 8081,
    path: "/ready",
  });
  const noHttp = { readinessProbe: Probe.httpGet("/ready", { scheme: "https" }) };
  expect(asks({ ...noHttp, livenessProbe })).toEqual({ port: 8080, path: "/live" });
  expect(faultsOf(deployment({ ...noHttp, health: undefined, livenessProbe: Probe.exec(["true"]) }))).toEqual(
    [expect.stringContaining("health is missing")],
  );
});

test("a probe at a port that only the group itself reaches is no health check", () => {
  const inside = {
    health: undefined,
    livenessProbe: Probe.httpGet("/live", { port: 8081 }),
    ports: [Port.tcp(8080), Port.tcp(8081)],
  };
  expect(faultsOf(deployment(inside))).toEqual([]);
  expect(faultsOf(deployment({ ...inside, exposedPorts: [Port.tcp(8080)] }))).toEqual([
    expect.stringContaining("[dev-hello] health is missing."),
  ]);
});

test.each([Rollout.replace(), Rollout.gated()])(
  "a health check that cannot work is refused with $kind",
  (rollout) => {
    const refused = (health: HealthCheck) => faultsOf(deployment({ health }, { rollout }));
    expect(refused(HealthCheck.http("health"))).toEqual([expect.stringContaining("health.path is")]);
    expect(refused(HealthCheck.http("/", { port: 9000 }))).toEqual([
      expect.stringContaining("health.port is 9000"),
    ]);
  },
);

test("the TTL and the tags are those that are given, the tags to the letter", () => {
  const rollout = Rollout.gated({ dnsTtlSeconds: 7 });
  const { dns_config, tags } = onlyResource(
    stackOf({}, { rollout, tags: { cost: "${HOME} %{x}" } }),
    "azurerm_traffic_manager_profile",
  );
  expect(dns_config.ttl).toBe(7);
  expect(tags).toMatchObject({ cost: "$${HOME} %%{x}" });
});

test("an app with TLS of its own is asked on another port, and its url is https", () => {
  const ports = [Port.tcp(443), Port.tcp(8080)];
  expect(faultsOf(deployment({ ports }))).toEqual([
    expect.stringMatching(/^\[dev-hello\/rollout\] health\.port is 443\. /),
  ]);
  const stack = stackOf({ ports, health: HealthCheck.http("/health", { port: 8080 }) });
  expect(stack.output.url.value).toBe(
    `https://\${${onlyAddress(stack, "azurerm_traffic_manager_profile")}.fqdn}`,
  );
});

describe("is refused", () => {
  const faults = (...changes: Parameters<typeof deployment>) => faultsOf(deployment(...changes));

  test("without a health check, a port and a DNS label, all in one report", () => {
    expect(
      faults({ health: undefined, livenessProbe: undefined, ports: [Port.udp(53)], dnsNameLabel: false }),
    ).toEqual([
      "[dev-hello] health is missing. Allowed: a health check, or an HTTP probe at a port that the address answers on, " +
        'for an app with a gated rollout. Fix: write for example health: HealthCheck.http("/health"), or use Rollout.replace().',
      "[dev-hello] ports is missing. Allowed: 1 TCP port or more for an app with a gated rollout. " +
        "Fix: write for example ports: [Port.tcp(8080)], or use Rollout.replace().",
      "[dev-hello] dnsNameLabel is false. Allowed: a DNS label, by which its traffic moves, for an app with a gated " +
        "rollout. Fix: leave it out, or use Rollout.replace().",
    ]);
  });

  test.each([
    IpAddress.none(),
    IpAddress.private(
      "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/net/providers/Microsoft.Network/virtualNetworks/a/subnets/b",
    ),
  ])("without an address that can be asked, once: %j", (ipAddress) => {
    expect(faults({ ipAddress })).toEqual([
      expect.stringMatching(
        /^\[dev-hello\] ipAddress is IpAddress\.(none|private)\(…\)\. Allowed: an address .* Fix: leave it out, or use Rollout\.replace\(\)( without health)?\.$/,
      ),
    ]);
  });

  test.each([
    [{ dnsTtlSeconds: -1 }, "rollout.dnsTtlSeconds is -1. Allowed: a whole number of 0 to 3600 seconds."],
    [{ dnsTtlSeconds: 3601 }, "rollout.dnsTtlSeconds is 3601. Allowed: a whole number of 0 to 3600 seconds."],
    [{ drainSeconds: -1 }, "rollout.drainSeconds is -1. Allowed: a whole number of 0 to 3600 seconds."],
    [{ drainSeconds: 7200 }, "rollout.drainSeconds is 7200. Allowed: a whole number of 0 to 3600 seconds."],
    [
      { dnsTtlSeconds: 60, drainSeconds: 30 },
      "rollout.drainSeconds is 30. Allowed: at least the TTL of 60 s, while clients still ask the old group.",
    ],
  ])("with the times %j", (times, message) => {
    expect(faults({}, { rollout: Rollout.gated(times) })).toEqual([expect.stringContaining(message)]);
  });

  test.each([
    [HealthCheck.http("health"), "health.path"],
    [HealthCheck.http("http://example.com/"), "health.path"],
    [HealthCheck.http("/a b"), "health.path"],
    [HealthCheck.http("/", { port: 0 }), "health.port"],
    [HealthCheck.http("/", { status: 100 }), "health.status"],
    [HealthCheck.http("/", { attempts: 0 }), "health.attempts"],
    [HealthCheck.http("/", { intervalSeconds: 0.5 }), "health.intervalSeconds"],
    [HealthCheck.http("/", { deadlineSeconds: 3601 }), "health.deadlineSeconds"],
  ])("with the health check %j", (check, property) => {
    expect(faults({ health: check })).toEqual([
      expect.stringMatching(`^\\[dev-hello/rollout\\] ${property} is .* Allowed: .* Fix: `),
    ]);
  });

  test("a probe that Azure refuses, once: no health check is made of it", () => {
    const app = { health: undefined, readinessProbe: Probe.httpGet("ready") };
    expect(faultsOf(deployment(app, { rollout: Rollout.replace() }))).toEqual([
      '[dev-hello/container-group] containers[0].readinessProbe.path is "ready". ' +
        'Allowed: a path that starts with / and has no white space. Fix: write for example "/health".',
    ]);
  });

  test("with a health check at a port that the address does not answer on", () => {
    const ports = [Port.tcp(8080), Port.tcp(8081), Port.udp(8082)];
    const asking = (port: number) => ({
      ports,
      exposedPorts: [Port.tcp(8080), Port.udp(8082)],
      health: HealthCheck.http("/health", { port }),
    });
    expect(faults(asking(8080))).toEqual([]);
    for (const port of [8081, 8082]) {
      expect(faults(asking(port))).toEqual([
        `[dev-hello/rollout] health.port is ${port}. Allowed: a TCP port that the address answers on (8080 TCP, 8082 UDP). ` +
          "Fix: leave it out for the first of them, or add it to the exposed ports.",
      ]);
    }
  });

  test("with a label that has no room for the revision", () => {
    const label = `a${"b".repeat(49)}`;
    expect(faults({ dnsNameLabel: label.slice(1) })).toEqual([]);
    expect(faults({ dnsNameLabel: label })).toEqual([
      `[dev-hello/container-group] dnsNameLabel is "${label}". Allowed: at most 49 characters with a gated rollout, ` +
        "which adds a revision of 14 to it. Fix: shorten it by 1.",
    ]);
  });

  test("with a group name that has no room for the revision", () => {
    const name = "a".repeat(40);
    const apps = [{ ...deployment().apps[0]!, name, dnsNameLabel: "hello" }];
    expect(faultsOf({ ...deployment(), apps })).toEqual([
      expect.stringContaining(
        `a name that leaves "slipway-dev-${name}" within 49 characters with a gated rollout`,
      ),
    ]);
  });

  test.each(["cost center", "1st", "a:b", "a#b"])("with the tag name %j", (tag) => {
    expect(faults({}, { tags: { [tag]: "x" } })).toEqual([
      expect.stringContaining(
        `[dev-hello/rollout] tags is ${JSON.stringify(tag)}. Allowed: with a gated rollout`,
      ),
    ]);
  });
});

test("a gated rollout takes an image from anywhere", () => {
  const image = ImageSource.fromReference("nginx:1.29");
  expect(onlyResource(stackOf({ image }), "azurerm_container_group").name).toMatch(
    /^slipway-dev-hello-[0-9a-f]{8}-\$\{substr\(terraform_data\.[\w-]+\.id, 0, 4\)\}$/,
  );
});
