import { readdirSync } from "node:fs";
import { policies } from "../../policies/apply/index";
import { CacheRuleSettings } from "../../constructs/registry/cache-rule";
import { Https } from "../../constructs/https/https";
import { ImageSource } from "../../deployment/image-source";
import { StackJson } from "../../policies/policy";
import { exampleDeployment, faultsOf, stacksOf } from "../support/synthesis";
import { evaluate } from "../support/documents";

/** A stack with one resource. */
function stackOf(type: string, attributes: object): StackJson {
  return { resource: { [type]: { it: { "//": { metadata: { path: "stack/it" } }, ...attributes } } } };
}

const group = (attributes: object) => stackOf("azurerm_container_group", attributes);
const registry = (attributes: object) => stackOf("azurerm_container_registry", attributes);
const container = (attributes: object) => group({ container: [{ name: "web", ...attributes }] });
const locked = (stack: StackJson): StackJson => ({
  resource: { ...(stack.resource as object), azurerm_management_lock: { lock: {} } },
});

const digest = `sha256:${"0".repeat(64)}`;

/** A container app, whose containers stand in its template. */
const containerApp = (template: object, attributes: object = {}) =>
  stackOf("azurerm_container_app", { template, ...attributes });
const appContainer = (attributes: object) => containerApp({ container: [{ name: "web", ...attributes }] });

/** Of each policy: what it lets pass, and what it does not with what it then says. All of it in production. */
const examples: Record<string, { passes: StackJson[]; fails: [StackJson, string][] }> = {
  "no-plain-secret": {
    passes: [
      group({ image_registry_credential: [{ password: "${var.password}" }, { username: "x" }] }),
      container({
        secure_environment_variables: { TOKEN: "${var.token}" },
        environment_variables: { A: "b" },
      }),
      container({ volume: [{ secret: { key: "${base64encode(var.key)}" } }] }),
      container({ volume: [{ secret: { key: '${base64encode("user:${var.key}")}' } }] }),
      group({ image_registry_credential: { password: "${data.terraform_remote_state.dev.outputs.pw}" } }),
      stackOf("azurerm_container_registry_webhook", { custom_headers: { Authorization: "Bearer ${var.t}" } }),
      containerApp({}, { secret: [{ name: "token", value: "${var.token}" }] }),
      stackOf("azurerm_container_app_environment_storage", { access_key: "${var.key}" }),
    ],
    fails: [
      [containerApp({}, { secret: [{ name: "token", value: "hunter2" }] }), "a literal in secret token"],
      [
        stackOf("azurerm_container_app_environment_storage", { access_key: "hunter2" }),
        "a literal in access_key",
      ],
      [group({ image_registry_credential: { password: "hunter2" } }), "a literal in password"],
      [container({ secure_environment_variables: { TOKEN: "hunter2" } }), "a literal in TOKEN"],
      [container({ secure_environment_variables: { TOKEN: '${"hunter2"}' } }), "a literal in TOKEN"],
      [
        container({ secure_environment_variables: { TOKEN: '${sensitive("hunter2.x")}' } }),
        "a literal in TOKEN",
      ],
      [container({ secure_environment_variables: { TOKEN: "$${var.x}hunter2" } }), "a literal in TOKEN"],
      [
        container({ secure_environment_variables: { URL: "https://u:hunter2@h/${var.path}" } }),
        "a literal in URL",
      ],
      [
        group({ init_container: [{ secure_environment_variables: { TOKEN: "hunter2" } }] }),
        "a literal in TOKEN",
      ],
      [container({ volume: [{ storage_account_key: "hunter2" }] }), "a literal in storage_account_key"],
      [container({ volume: [{ secret: { key: "aHVudGVyMg==" } }] }), "a literal in key"],
      [group({ diagnostics: { log_analytics: { workspace_key: "hunter2" } } }), "a literal in workspace_key"],
      [
        stackOf("azurerm_container_registry_webhook", { custom_headers: { Authorization: "hunter2" } }),
        "a literal in Authorization",
      ],
    ],
  },
  "image-pinned-by-digest": {
    passes: [
      container({ image: `nginx@${digest}` }),
      container({ image: "nginx@${data.docker_registry_image.nginx.sha256_digest}" }),
      container({ image: "${data.terraform_remote_state.dev-hello-image.outputs.image}" }),
      appContainer({ image: `nginx@${digest}` }),
    ],
    fails: [
      [appContainer({ image: "nginx:1.29" }), "the image nginx:1.29"],
      [containerApp({ init_container: [{ image: "busybox" }] }), "the image busybox"],
      [container({ image: "nginx:1.29" }), "the image nginx:1.29"],
      [group({ init_container: [{ image: "busybox" }] }), "the image busybox"],
    ],
  },
  "no-admin-user": {
    passes: [registry({ admin_enabled: false }), registry({})],
    fails: [[registry({ admin_enabled: true }), "the admin user is on"]],
  },
  "probes-present": {
    passes: [
      container({ liveness_probe: {} }),
      container({ readiness_probe: {} }),
      appContainer({ readiness_probe: {} }),
    ],
    fails: [
      [container({}), "the container web has no probe"],
      [appContainer({}), "the container web has no probe"],
    ],
  },
  "tags-present": {
    passes: [registry({ tags: { owner: "platform" } }), stackOf("docker_image", {})],
    fails: [
      [containerApp({}), "it has no tags"],
      [stackOf("azurerm_container_app_environment", {}), "it has no tags"],
      [registry({}), "it has no tags"],
      [stackOf("azurerm_resource_group", { tags: {} }), "it has no tags"],
    ],
  },
  "no-public-registry-in-production": {
    passes: [registry({ public_network_access_enabled: false })],
    fails: [[registry({}), "its public network access is on"]],
  },
  "no-docker-hub-in-production": {
    passes: [
      container({ image: "mcr.microsoft.com/azuredocs/aci-helloworld:latest" }),
      container({
        image: "${data.terraform_remote_state.dev-registry.outputs.login_server}/cache/nginx:1.29",
      }),
      group({ init_container: [{ image: "localhost:5000/busybox" }] }),
    ],
    fails: [
      [container({ image: "nginx:1.29" }), "the image nginx:1.29 of Docker Hub"],
      [container({ image: "docker.io/a/b" }), "the image docker.io/a/b of Docker Hub"],
      [
        container({ image: "registry-1.docker.io/library/nginx" }),
        "the image registry-1.docker.io/library/nginx of Docker Hub",
      ],
      [group({ init_container: [{ image: "busybox" }] }), "the image busybox of Docker Hub"],
    ],
  },
  "locks-in-production": {
    passes: [locked(registry({})), group({})],
    fails: [[registry({}), "it has no delete lock"]],
  },
  "https-in-production": {
    passes: [
      group({ ip_address_type: "Public", exposed_port: [{ port: 443 }, { port: 80, protocol: "TCP" }] }),
      group({ ip_address_type: "Public", exposed_port: [{ port: 53, protocol: "UDP" }] }),
      group({ ip_address_type: "Private", exposed_port: [{ port: 8080 }] }),
      group({ ip_address_type: "None" }),
    ],
    fails: [
      [
        group({ ip_address_type: "Public", exposed_port: [{ port: 8080, protocol: "TCP" }] }),
        "a public address that answers on 8080, and not on 443",
      ],
    ],
  },
};

test("each policy has a file called after its id, and examples", () => {
  const files = readdirSync("policies/rules");
  expect(policies.map(({ id }) => `${id}.ts`).sort()).toEqual(files.sort());
  expect(Object.keys(examples).sort()).toEqual(policies.map(({ id }) => id).sort());
});

describe.each(policies)("$id", (policy) => {
  const { passes, fails } = examples[policy.id]!;

  test.each(passes)("passes %j", (stack) => {
    expect(policy.check(stack)).toEqual([]);
  });

  test.each(fails)("finds something in %j", (stack, found) => {
    expect(policy.check(stack)).toEqual([{ path: "stack/it", found, fix: expect.stringMatching(/./) }]);
  });
});

test("these hold in production only", () => {
  expect(policies.filter(({ inProductionOnly }) => inProductionOnly).map(({ id }) => id)).toEqual([
    "no-public-registry-in-production",
    "no-docker-hub-in-production",
    "locks-in-production",
    "https-in-production",
  ]);
});

test("the remedy against Docker Hub is a cache rule and an image that can be typed", () => {
  const remedies = ["nginx:1.29", `bitnami/redis@${digest}`, "docker.io/library/caddy"].map((image) => {
    const found = policies
      .find(({ id }) => id === "no-docker-hub-in-production")!
      .check(container({ image }));
    return found[0]!.fix;
  });
  expect(remedies).toEqual([
    'set cacheRules: [{ name: "cache-nginx", source: "docker.io/library/nginx", target: "cache/nginx" }] on the registry, and run ImageSource.fromRepository("cache/nginx", { tag: "1.29" })',
    `set cacheRules: [{ name: "cache-bitnami-redis", source: "docker.io/bitnami/redis", target: "cache/bitnami/redis" }] on the registry, and run ImageSource.fromRepository("cache/bitnami/redis", { digest: "${digest}" })`,
    'set cacheRules: [{ name: "cache-library-caddy", source: "docker.io/library/caddy", target: "cache/library/caddy" }] on the registry, and run ImageSource.fromRepository("cache/library/caddy", { tag: "latest" })',
  ]);
  for (const remedy of remedies) {
    const [, rule, image] =
      /^set cacheRules: \[(.+)\] on the registry, and run ImageSource\.fromRepository\((.+)\)$/.exec(remedy)!;
    const cacheRule = evaluate<CacheRuleSettings>(rule!);
    const source = evaluate<ImageSource>(`ImageSource.fromRepository(${image})`, { ImageSource });
    const [app] = exampleDeployment().apps;
    expect(
      faultsOf(
        exampleDeployment({
          registries: [{ name: "dev", location: "westeurope", cacheRules: [cacheRule] }],
          apps: [{ ...app!, image: source }],
        }),
      ),
    ).toEqual([]);
  }
});

test("the remedy of the web server's own image is the option that its cache has", () => {
  const policy = policies.find(({ id }) => id === "no-docker-hub-in-production")!;
  const production = (https: Https, cacheRules: CacheRuleSettings[] = []) => {
    const { apps } = exampleDeployment();
    const registries = [{ name: "dev", location: "westeurope", cacheRules }];
    const stacks = stacksOf(exampleDeployment({ registries, apps: [{ ...apps[0]!, https }] }));
    return policy.check(stacks["dev-hello"]).map(({ fix }) => fix);
  };
  const [fix] = production(Https.automatic());
  const [, rule, choice] = /^set cacheRules: \[(.+)\] on the registry, and .* https: (.+)$/.exec(fix!)!;
  const cacheRule = evaluate<CacheRuleSettings>(rule!);
  expect(production(evaluate<Https>(choice!, { Https }), [cacheRule])).toEqual([]);
});

test("no finding repeats the secret it is about", () => {
  const { fails } = examples["no-plain-secret"]!;
  const findings = fails.flatMap(([stack]) => policies[0]!.check(stack));
  expect(JSON.stringify(findings)).not.toMatch(/hunter2|aHVudGVyMg/);
});
