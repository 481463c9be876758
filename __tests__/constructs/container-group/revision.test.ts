import { cpSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { Cpu } from "../../../constructs/container-group/cpu";
import { Memory } from "../../../constructs/container-group/memory";
import { Port } from "../../../constructs/container-group/port";
import { Probe } from "../../../constructs/container-group/probe";
import { HealthCheck } from "../../../constructs/rollout/health-check";
import { Rollout } from "../../../constructs/rollout/rollout";
import { Secret } from "../../../core/secrets/secret";
import { AppDeclaration } from "../../../deployment/app";
import { Deployment } from "../../../deployment/deployment";
import { EnvironmentDeclaration } from "../../../deployment/environment";
import { ImageSource } from "../../../deployment/image-source";
import { PullCredentials } from "../../../deployment/pull-credentials";
import { makeFolder } from "../../support/folders";
import { exampleDeployment, onlyResource, stacksOf } from "../../support/synthesis";

const DIGEST = `sha256:${"a".repeat(64)}`;
const OTHER_DIGEST = `sha256:${"b".repeat(64)}`;
const base: Partial<AppDeclaration> = {
  image: ImageSource.fromReference("nginx:1.29"),
  ports: [Port.tcp(8080), Port.tcp(8081)],
  environmentVariables: { A: "1", B: "2" },
  // Without the example's probe, which asks the first port.
  livenessProbe: undefined,
  health: HealthCheck.http("/health"),
};

interface Changes {
  app?: Partial<AppDeclaration>;
  environment?: Partial<EnvironmentDeclaration>;
  deployment?: Partial<Deployment>;
}

/** What decides whether a new group is made: the part known at synth, and what Terraform adds to it. */
function revision({ app, environment, deployment }: Changes = {}) {
  const example = exampleDeployment();
  const stack = stacksOf({
    ...example,
    environments: [{ ...example.environments[0]!, rollout: Rollout.gated(), ...environment }],
    apps: [{ ...example.apps[0]!, ...base, ...app }],
    ...deployment,
  })["dev-hello"];
  const [, hash] = /-([0-9a-f]{8})-\$/.exec(onlyResource(stack, "azurerm_container_group").name)!;
  const { triggers_replace } = Object.values<{ triggers_replace: { revision?: string; values?: string } }>(
    stack.resource.terraform_data,
  ).find(({ triggers_replace }) => triggers_replace?.revision)!;
  expect(triggers_replace.revision).toBe(hash);
  expect(triggers_replace.values).toMatch(/^\$\{sha256\(jsonencode\(local\..*\)\)\}$/);
  return { hash, values: Object.values(stack.locals)[0] };
}

const pinned = (digest: string): Changes => ({
  app: { image: ImageSource.fromRepository("hello", { digest }) },
});

describe("A revision changes with", () => {
  test.each<[string, Changes]>([
    ["an image reference", { app: { image: ImageSource.fromReference("nginx:1.30") } }],
    ["CPU", { app: { cpu: Cpu.cores(2) } }],
    ["memory", { app: { memory: Memory.gigabytes(2) } }],
    ["a port", { app: { ports: [Port.tcp(8080), Port.tcp(8082)] } }],
    ["a protocol", { app: { ports: [Port.tcp(8080), Port.udp(8081)] } }],
    ["a variable's value", { app: { environmentVariables: { A: "1", B: "3" } } }],
    ["a variable's name", { app: { environmentVariables: { A: "1", C: "2" } } }],
    ["one variable less", { app: { environmentVariables: { A: "1" } } }],
    ["the restart policy", { app: { restartPolicy: "Never" } }],
    ["the DNS label", { app: { dnsNameLabel: "another" } }],
    ["the region", { environment: { location: "northeurope" } }],
    ["a CPU limit, which the provider never sends", { app: { cpuLimit: Cpu.cores(1) } }],
    ["a probe", { app: { livenessProbe: Probe.httpGet("/health") } }],
    ["the group's name", { deployment: { project: "another" } }],
  ])("%s", (_, changes) => {
    expect(revision(changes).hash).not.toBe(revision().hash);
  });

  test("a digest", () => {
    expect(revision(pinned(DIGEST)).hash).not.toBe(revision(pinned(OTHER_DIGEST)).hash);
  });

  test("the content of what is built", () => {
    const context = makeFolder();
    cpSync("examples/hello", context, { recursive: true });
    const changes = { app: { image: ImageSource.fromBuild(context) } };
    const before = revision(changes);
    expect(revision(changes)).toEqual(before);
    writeFileSync(path.join(context, "www", "index.html"), "changed");
    expect(revision(changes).hash).not.toBe(before.hash);
  });
});

describe("A revision stays the same with", () => {
  test.each<[string, Changes]>([
    ["nothing changed", {}],
    ["tags", { environment: { tags: { team: "web" } } }],
    ["variables in another order", { app: { environmentVariables: { B: "2", A: "1" } } }],
    ["ports in another order", { app: { ports: [Port.tcp(8081), Port.tcp(8080)] } }],
    ["a default that is spelled out", { app: { cpu: Cpu.cores(1), restartPolicy: "Always" } }],
    ["another health check", { app: { health: HealthCheck.http("/other", { attempts: 3 }) } }],
    ["other times of the rollout", { environment: { rollout: Rollout.gated({ dnsTtlSeconds: 5 }) } }],
  ])("%s", (_, changes) => {
    expect(revision(changes)).toEqual(revision());
  });
});

test("What only Terraform knows is compared by Terraform: the image's digest, the registry, secrets", () => {
  const image = ImageSource.fromBuild("examples/hello", {
    pull: PullCredentials.password("reader", Secret.fromVariable("pull_password")),
  });
  expect(revision({ app: { image } }).values).toEqual([
    "${data.terraform_remote_state.dev-hello-image.outputs.image}",
    "${var.pull_password}",
    "${data.terraform_remote_state.dev-registry.outputs.login_server}",
    "${azurerm_resource_group.resource-group.name}",
  ]);
});
