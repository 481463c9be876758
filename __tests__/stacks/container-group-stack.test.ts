import { App } from "cdktf";
import { Backend } from "../../backends/backend";
import { Cpu } from "../../constructs/container-group/cpu";
import { IpAddress } from "../../constructs/container-group/ip-address";
import { Memory } from "../../constructs/container-group/memory";
import { Probe } from "../../constructs/container-group/probe";
import { Port } from "../../constructs/container-group/port";
import { HealthCheck } from "../../constructs/rollout/health-check";
import { Secret } from "../../core/secrets/secret";
import { AppDeclaration } from "../../deployment/app";
import { ImageSource } from "../../deployment/image-source";
import { PullCredentials } from "../../deployment/pull-credentials";
import { ContainerGroupStack } from "../../stacks/container-group-stack";
import { createStacks } from "../../stacks/create-stacks";
import {
  exampleDeployment,
  faultsIn,
  faultsOf,
  onlyAddress,
  onlyResource,
  reviewed,
  stacksOf,
} from "../support/synthesis";

function stacksWith(app: Partial<AppDeclaration>, adminUser = false) {
  const deployment = exampleDeployment({ registries: [{ name: "dev", location: "westeurope", adminUser }] });
  return stacksOf({ ...deployment, apps: deployment.apps.map((example) => ({ ...example, ...app })) });
}

function group(app: Partial<AppDeclaration> = {}, adminUser = false) {
  return onlyResource(stacksWith(app, adminUser)["dev-hello"], "azurerm_container_group");
}

const fromExample = (pull: PullCredentials) => ImageSource.fromBuild("examples/hello", { pull });
const registryOutput = (name: string) => `\${data.terraform_remote_state.dev-registry.outputs.${name}}`;

test("the example's container group stack", () => {
  expect(reviewed(stacksWith({})["dev-hello"])).toMatchSnapshot();
});

test("a health check is refused where no address leads to the app, and a probe is not", () => {
  const faultsWith = (app: Partial<AppDeclaration>) => {
    const { apps, ...deployment } = exampleDeployment();
    return faultsOf({ ...deployment, apps: [{ ...apps[0]!, ipAddress: IpAddress.none(), ...app }] });
  };
  expect(faultsWith({ livenessProbe: Probe.httpGet("/up") })).toEqual([]);
  expect(faultsWith({ health: HealthCheck.http("/up") })).toEqual([
    '[dev-hello] health is "/up". Allowed: a health check for an app with an address only, since it asks from outside. Fix: leave it out, and give a livenessProbe, which Azure asks from inside, or use another ipAddress.',
  ]);
});

test("what an app is told reaches its container and its group", () => {
  const told = group({
    cpu: Cpu.cores(1.5),
    memory: Memory.gigabytes(1),
    ports: [Port.tcp(80), Port.udp(53)],
    environmentVariables: { GREETING: "Ahoy" },
    livenessProbe: undefined,
    restartPolicy: "OnFailure",
  });
  expect(told.container).toEqual([
    {
      name: "hello",
      image: "${data.terraform_remote_state.dev-hello-image.outputs.image}",
      cpu: 1.5,
      memory: 1,
      ports: [
        { port: 80, protocol: "TCP" },
        { port: 53, protocol: "UDP" },
      ],
      environment_variables: { GREETING: "Ahoy" },
    },
  ]);
  expect(told.restart_policy).toBe("OnFailure");
});

test("without a DNS label there is no fqdn, and the url is the IP address's", () => {
  const stack = stacksWith({ dnsNameLabel: false, ports: [Port.tcp(80)] })["dev-hello"];
  const { output } = stack;
  expect(Object.keys(output)).toEqual(["image", "ip_address", "url"]);
  expect(output.url.value).toBe(`http://\${${onlyAddress(stack, "azurerm_container_group")}.ip_address}`);
});

test("tags are literal on every resource", () => {
  const { resource } = stacksOf(exampleDeployment({ tags: { cost: "${HOME} %{x}" } }))["dev-hello"];
  for (const type of ["azurerm_resource_group", "azurerm_container_group"]) {
    expect(onlyResource({ resource }, type).tags).toEqual({ cost: "$${HOME} %%{x}" });
  }
});

test("a resource group's name is checked before only Terraform knows it", () => {
  const stacks = (resourceGroupName: string) =>
    faultsIn(({ node: { root } }) => {
      const { registries } = createStacks(root as App, exampleDeployment({ apps: [] }));
      new ContainerGroupStack(root as App, "mine", {
        backend: Backend.local(),
        name: "mine",
        resourceGroupName,
        containerName: "mine",
        location: "westeurope",
        settings: { ports: [Port.tcp(80)] },
        image: "nginx:1.29",
        registry: registries["dev-registry"]!,
      });
    });
  expect(stacks("a".repeat(90))).toEqual([]);
  expect(stacks("a".repeat(91))).toEqual([
    expect.stringMatching(/^\[mine\] resourceGroupName is "a{91}"\. Allowed: 1–90 /),
  ]);
});

describe("pulling from the environment's registry", () => {
  test("is by the pull identity, which the group carries", () => {
    const { identity, image_registry_credential } = group();
    expect(identity).toEqual({ type: "UserAssigned", identity_ids: [registryOutput("pull_identity_id")] });
    expect(image_registry_credential).toEqual([
      {
        server: registryOutput("login_server"),
        user_assigned_identity_id: registryOutput("pull_identity_id"),
      },
    ]);
  });

  test("can be by the admin user", () => {
    const { identity, image_registry_credential } = group(
      { image: fromExample(PullCredentials.adminUser()) },
      true,
    );
    expect(identity).toBeUndefined();
    expect(image_registry_credential).toEqual([
      {
        server: registryOutput("login_server"),
        username: registryOutput("admin_username"),
        password: registryOutput("admin_password"),
      },
    ]);
  });

  test("can be by a user name and a password that is a sensitive variable of the stack", () => {
    const pull = PullCredentials.password("puller", Secret.fromVariable("pull_password"));
    const stack = stacksWith({ image: fromExample(pull) })["dev-hello"];
    expect(stack.variable).toEqual({ pull_password: { sensitive: true, type: "string" } });
    expect(onlyResource(stack, "azurerm_container_group").image_registry_credential).toEqual([
      { server: registryOutput("login_server"), username: "puller", password: "${var.pull_password}" },
    ]);
  });

  test("can be without a login", () => {
    const { identity, image_registry_credential } = group({ image: fromExample(PullCredentials.none()) });
    expect([identity, image_registry_credential]).toEqual([undefined, []]);
  });
});

describe("an image that is not built here", () => {
  test("runs without an image stack, and without a login if it is public", () => {
    const stacks = stacksWith({ image: ImageSource.fromReference("nginx:1.29") });
    expect(Object.keys(stacks)).toEqual(["dev-registry", "dev-hello"]);
    const { container, image_registry_credential } = onlyResource(
      stacks["dev-hello"],
      "azurerm_container_group",
    );
    expect([container[0].image, image_registry_credential]).toEqual(["nginx:1.29", []]);
  });

  test.each([
    ["me/private", "index.docker.io"],
    ["docker.io/me/private:1", "index.docker.io"],
    ["ghcr.io/me/app:1", "ghcr.io"],
    ["localhost:5000/app", "localhost:5000"],
  ])("%s is pulled with a login to %s", (reference, server) => {
    const pull = PullCredentials.password("me", Secret.fromVariable("registry_password"));
    expect(
      group({ image: ImageSource.fromReference(reference, { pull }) }).image_registry_credential,
    ).toEqual([{ server, username: "me", password: "${var.registry_password}" }]);
  });

  test("may lie in the environment's registry, by tag or by digest", () => {
    const digest = `sha256:${"a".repeat(64)}`;
    const images = [{ tag: "v7" }, { digest }].map(
      (version) => group({ image: ImageSource.fromRepository("ci/hello", version) }).container[0].image,
    );
    expect(images).toEqual([
      `${registryOutput("login_server")}/ci/hello:v7`,
      `${registryOutput("login_server")}/ci/hello@${digest}`,
    ]);
  });
});

describe("sidecars", () => {
  test("run beside the main container, with images of the same registry by the same login", () => {
    const proxy = ImageSource.fromRepository("cache/nginx", { tag: "1.29" });
    const { container, image_registry_credential } = group({
      sidecars: [
        { name: "proxy", image: proxy, ports: [Port.tcp(80)] },
        { name: "agent", image: "ghcr.io/me/agent:1" },
      ],
    });
    expect(container.map(({ name, image }: { name: string; image: string }) => [name, image])).toEqual([
      ["hello", "${data.terraform_remote_state.dev-hello-image.outputs.image}"],
      ["proxy", `${registryOutput("login_server")}/cache/nginx:1.29`],
      ["agent", "ghcr.io/me/agent:1"],
    ]);
    expect(image_registry_credential).toHaveLength(1);
  });

  test("log in to their own registries", () => {
    const pull = PullCredentials.password("me", Secret.fromVariable("agent_password"));
    const agent = { name: "agent", image: ImageSource.fromReference("ghcr.io/me/agent:1", { pull }) };
    expect(group({ sidecars: [agent] }).image_registry_credential).toEqual([
      expect.objectContaining({ server: registryOutput("login_server") }),
      { server: "ghcr.io", username: "me", password: "${var.agent_password}" },
    ]);
  });

  test("are not built with the app", () => {
    const sidecars = [{ name: "proxy", image: ImageSource.fromBuild("examples/hello") }];
    const deployment = exampleDeployment();
    expect(faultsOf({ ...deployment, apps: deployment.apps.map((app) => ({ ...app, sidecars })) })).toEqual([
      '[dev-hello] sidecars[0].image is a build of "examples/hello". Allowed: an image that exists already. ' +
        "Fix: declare an app that builds it and use ImageSource.fromRepository, or name another image.",
    ]);
  });
});

describe("an address that is not public", () => {
  const subnet =
    "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/net/subnets/groups";

  test("private has no DNS label and no fqdn", () => {
    const stack = stacksWith({ ipAddress: IpAddress.private(subnet) })["dev-hello"];
    expect(onlyResource(stack, "azurerm_container_group")).not.toHaveProperty("dns_name_label");
    expect(Object.keys(stack.output)).toEqual(["image", "ip_address", "url"]);
  });

  test("none has no outputs that lead to it", () => {
    const { output } = stacksWith({ ipAddress: IpAddress.none() })["dev-hello"];
    expect(Object.keys(output)).toEqual(["image"]);
  });
});
