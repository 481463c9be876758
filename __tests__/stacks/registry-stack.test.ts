import {
  ExistingRegistryDeclaration,
  NewRegistryDeclaration,
  RegistryDeclaration,
} from "../../deployment/registry";
import { ids } from "../support/rules";
import {
  exampleDeployment,
  faultsOf,
  onlyAddress,
  onlyResource,
  StackJson,
  stacksOf,
} from "../support/synthesis";

/** What is said of a registry, but its name and where it is. */
type Settings =
  Omit<NewRegistryDeclaration, "name" | "location"> | Omit<ExistingRegistryDeclaration, "name" | "location">;

function registryStack(registry: Settings = {}) {
  const registries = [{ name: "dev", location: "westeurope", ...registry }];
  return stacksOf(exampleDeployment({ registries }))["dev-registry"];
}

test("the admin user is off, and has no outputs, unless asked for", () => {
  const stack = registryStack();
  expect(onlyResource(stack, "azurerm_container_registry").admin_enabled).toBe(false);
  expect(Object.keys(stack.output)).toEqual([
    "login_server",
    "pull_identity_id",
    "push_passwords",
    "push_usernames",
  ]);
});

test("the admin user's name and password are outputs when it is on, the password sensitive", () => {
  const stack = registryStack({ adminUser: true });
  expect(onlyResource(stack, "azurerm_container_registry").admin_enabled).toBe(true);
  expect(stack.output.admin_username.sensitive).toBeUndefined();
  expect(stack.output.admin_password).toEqual({
    description: "The admin user's password",
    sensitive: true,
    value: expect.stringMatching(/^\$\{data\.azurerm_container_registry\.[\w-]+\.admin_password\}$/),
  });
});

test("the admin user's login is read after it was turned on, not from what azurerm remembers", () => {
  const stack = registryStack({ adminUser: true });
  const { data, output } = stack;
  expect(onlyData(data).depends_on).toEqual([onlyAddress(stack, "azurerm_container_registry")]);
  for (const name of ["username", "password"]) {
    expect(output[`admin_${name}`].value).toMatch(
      new RegExp(`^\\$\\{data\\.azurerm_container_registry\\..*\\.admin_${name}\\}$`),
    );
  }
  expect(registryStack().data).toBeUndefined();
});

test("a push token may read and write one repository and no other", () => {
  expect(onlyResource(registryStack(), "azurerm_container_registry_scope_map").actions).toEqual([
    "repositories/hello/content/read",
    "repositories/hello/content/write",
    "repositories/hello/metadata/read",
  ]);
});

test("nothing but a push token's own way of pushing makes a push token", () => {
  const stack = registryStack({ push: "dockerLogin" });
  expect(stack.resource.azurerm_container_registry_token).toBeUndefined();
  expect(stack.output.push_passwords.value).toEqual({});
});

test("the password block stays in the JSON although it is empty", () => {
  const password = onlyResource(registryStack(), "azurerm_container_registry_token_password");
  expect(password.password1).toEqual([{}]);
});

describe("push tokens that expire", () => {
  const tokens = (stack: StackJson) =>
    Object.values<StackJson>(stack.resource.azurerm_container_registry_token).map(({ name }) => name);
  const passwords = (stack: StackJson) =>
    Object.values<StackJson>(stack.resource.azurerm_container_registry_token_password).map(
      ({ password1 }) => password1,
    );

  test("are rotated by a day at the end of the list: the one before still pushes", () => {
    const before = registryStack();
    const stack = registryStack({ pushTokenExpiries: ["never", "2030-01-31"] });
    expect(tokens(stack)).toEqual(["push-hello-20300131", "push-hello"]);
    expect(passwords(stack)).toEqual([[{ expiry: "2030-01-31T00:00:00Z" }], [{}]]);
    const kept = Object.keys(before.resource.azurerm_container_registry_token_password);
    expect(Object.keys(stack.resource.azurerm_container_registry_token_password)).toEqual(
      expect.arrayContaining(kept),
    );
    for (const output of ["push_usernames", "push_passwords"]) {
      expect(stack.output[output].value).toEqual({ hello: expect.stringContaining("20300131") });
    }
  });

  test("take each expiry once, as a day that there is", () => {
    const registry = (pushTokenExpiries: string[]) =>
      faultsOf(
        exampleDeployment({ registries: [{ name: "dev", location: "westeurope", pushTokenExpiries }] }),
      );
    expect(registry(["2028-02-29", "never"])).toEqual([]);
    expect(registry([])).toEqual([
      '[dev-registry] pushTokenExpiries is []. Allowed: 1 expiry or more. Fix: write ["never"].',
    ]);
    expect(registry(["2030-02-30", "31.1.2030", "never", "never"])).toEqual([
      ...["2030-02-30", "31.1.2030"].map(
        (day, i) =>
          `[dev-registry] pushTokenExpiries[${i}] is "${day}". Allowed: "never" or a day, YYYY-MM-DD. Fix: write for example "2030-01-31".`,
      ),
      '[dev-registry] pushTokenExpiries[3] is "never". Allowed: each expiry once. Fix: rename it or remove it: pushTokenExpiries[2] is the same.',
    ]);
  });

  test("count against the SKU's limit", () => {
    const registries = [{ name: "dev", location: "westeurope", pushTokenExpiries: days(101) }];
    expect(faultsOf(exampleDeployment({ registries }))).toEqual([
      '[dev-registry] push tokens is 101 tokens. Allowed: at most 100 tokens with the SKU Basic. Fix: set sku: "Standard".',
    ]);
  });
});

test("a new role is waited for once, when it is made", () => {
  expect(onlyResource(registryStack(), "azurerm_role_assignment").provisioner).toEqual([
    { "local-exec": { interpreter: ["sh", "-c"], command: "sleep 60", on_failure: "continue" } },
  ]);
});

test("the pull identity is handed on only once it may pull", () => {
  const stack = registryStack();
  expect(stack.output.pull_identity_id.depends_on).toEqual([onlyAddress(stack, "azurerm_role_assignment")]);
});

describe("what belongs to a registry", () => {
  const nginx = { name: "nginx", source: "docker.io/library/nginx", target: "cache/nginx" };
  const hook = (i: number) => ({
    name: `hook${i}`,
    actions: ["push" as const],
    serviceUri: "https://example.com",
  });
  const login = {
    usernameSecretId: "https://vault.vault.azure.net/secrets/user",
    passwordSecretId: "https://vault.vault.azure.net/secrets/token",
  };
  const faults = (registry: Settings) =>
    faultsOf(exampleDeployment({ registries: [{ name: "dev", location: "westeurope", ...registry }] }));

  test("cache rules log in where a login is given for their source", () => {
    const quay = { name: "operator", source: "quay.io/me/operator", target: "cache/operator" };
    const stack = registryStack({ cacheRules: [nginx, quay], cacheLogins: { "docker.io": login } });
    const rules = Object.values<{ name: string }>(stack.resource.azurerm_container_registry_cache_rule);
    expect(rules.find(({ name }) => name === "nginx")).toMatchObject({
      source_repo: nginx.source,
      target_repo: nginx.target,
      credential_set_id: expect.stringContaining("azurerm_container_registry_credential_set."),
    });
    expect(rules.find(({ name }) => name === "operator")).not.toHaveProperty("credential_set_id");
  });

  test("a login that no rule uses is refused", () => {
    expect(faults({ cacheRules: [nginx], cacheLogins: { "ghcr.io": login } })).toEqual([
      '[dev-registry] cacheLogins is "ghcr.io". Allowed: the hosts that cacheRules name as sources. Fix: add a rule for it, or remove the login.',
    ]);
  });

  test("2 webhooks fit the SKU Basic, 3 do not", () => {
    expect(faults({ webhooks: [hook(1), hook(2)] })).toEqual([]);
    expect(faults({ webhooks: [hook(1), hook(2), hook(3)] })).toEqual([
      '[dev-registry] webhooks is 3 webhooks. Allowed: at most 2 webhooks with the SKU Basic. Fix: set sku: "Standard".',
    ]);
  });

  test("names that are the same to Azure are refused", () => {
    const hookA = { ...hook(1), name: "hookA" };
    const quay = { name: "Nginx", source: "quay.io/me/nginx", target: "cache/quay" };
    const same = (list: string, name: string) =>
      `[dev-registry] ${list}[1].name is "${name}". Allowed: each name once, upper and lower case being the same. Fix: rename it or remove it: ${list}[0] has that name.`;
    expect(faults({ webhooks: [hookA, { ...hookA, name: "hooka" }] })).toEqual([same("webhooks", "hooka")]);
    expect(faults({ webhooks: [hookA, hookA] })).toEqual([same("webhooks", "hookA")]);
    expect(faults({ cacheRules: [nginx, quay] })).toEqual([same("cacheRules", "Nginx")]);
  });

  test("a name of nothing, or that is no construct's, is refused and not dropped", () => {
    const sku = "Standard";
    for (const name of ["", " ", "a b", "a/b"]) {
      const rule = { ...nginx, name };
      expect(faults({ sku, webhooks: [{ ...hook(1), name }], cacheRules: [rule] })).toEqual([
        expect.stringContaining(`[dev-registry/cache-rule[0]] name is ${JSON.stringify(name)}.`),
        expect.stringContaining(`[dev-registry/webhook[0]] name is ${JSON.stringify(name)}.`),
      ]);
    }
    expect(faults({ cacheRules: [nginx], cacheLogins: { "docker .io": login } })).toEqual([
      expect.stringContaining('cacheLogins is "docker .io"'),
    ]);
  });

  test("a delete lock comes last and goes first, since nothing locked can be deleted", () => {
    const stack = registryStack({ deleteLock: true, cacheRules: [nginx], webhooks: [hook(1)] });
    const { depends_on, ...lock } = onlyResource(stack, "azurerm_management_lock");
    expect(lock).toMatchObject({
      name: "delete-lock",
      lock_level: "CanNotDelete",
      scope: `\${${onlyAddress(stack, "azurerm_container_registry")}.id}`,
    });
    const others = Object.entries<object>(stack.resource)
      .filter(([type]) => type !== "azurerm_management_lock")
      .flatMap(([type, resources]) => Object.keys(resources).map((name) => `${type}.${name}`));
    expect([...depends_on].sort()).toEqual(others.sort());
  });

  test("logs go where diagnostics say", () => {
    const logAnalyticsWorkspaceId =
      "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.OperationalInsights/workspaces/logs";
    const stack = registryStack({ diagnostics: { logAnalyticsWorkspaceId } });
    expect(onlyResource(stack, "azurerm_monitor_diagnostic_setting").target_resource_id).toBe(
      `\${${onlyAddress(stack, "azurerm_container_registry")}.id}`,
    );
  });

  describe("that exists already", () => {
    const existing = { name: "shared", resourceGroupName: "platform" };

    test("has a pull identity in a resource group of ours, and push tokens of the registry's", () => {
      const stack = registryStack({ existing, adminUser: true });
      expect(stack.resource.azurerm_container_registry).toBeUndefined();
      expect(onlyResource(stack, "azurerm_user_assigned_identity").resource_group_name).toBe(
        "${azurerm_resource_group.resource-group.name}",
      );
      expect(onlyResource(stack, "azurerm_container_registry_token").resource_group_name).toMatch(
        /^\$\{data\.azurerm_container_registry\.[\w-]+\.resource_group_name\}$/,
      );
      expect(Object.keys(stack.output)).toEqual([
        "admin_password",
        "admin_username",
        "login_server",
        "pull_identity_id",
        "push_passwords",
        "push_usernames",
      ]);
    });

    test("takes no settings of a new one", () => {
      const location = "westeurope";
      // @ts-expect-error -- nothing of an existing registry is changed
      const withSku: RegistryDeclaration = { name: "dev", location, existing, sku: "Premium" };
      // @ts-expect-error -- "existing" names it
      const renamed: RegistryDeclaration = { name: "dev", location, existing, registryName: "shared" };
      expect([withSku, renamed]).toHaveLength(2);
    });

    test("with a ready pull identity needs no resource group and no right to assign roles", () => {
      const stack = registryStack({ existing, pullIdentityId: ids.identity, push: "dockerLogin" });
      expect(stack.resource).toBeUndefined();
      expect(stack.output.pull_identity_id.value).toBe(ids.identity);
    });
  });

  test("a new registry with a ready pull identity assigns no role either", () => {
    const stack = registryStack({ pullIdentityId: ids.identity });
    expect(Object.keys(stack.resource)).not.toContain("azurerm_role_assignment");
    expect(Object.keys(stack.resource)).not.toContain("azurerm_user_assigned_identity");
    expect(stack.output.pull_identity_id).toEqual({
      description: "The identity that may pull",
      value: ids.identity,
    });
    expect(faults({ pullIdentityId: "pull" })).toEqual([
      '[dev-registry] pullIdentityId is "pull". Allowed: /subscriptions/UUID/resourceGroups/GROUP/providers/Microsoft.ManagedIdentity/userAssignedIdentities/NAME. Fix: copy "id" from "az identity show".',
    ]);
  });
});

function days(count: number): string[] {
  return Array.from({ length: count }, (_, i) =>
    new Date(Date.UTC(2030, 0, i + 1)).toISOString().slice(0, 10),
  );
}

function onlyData(data: StackJson): StackJson {
  const found = Object.values(data.azurerm_container_registry);
  expect(found).toHaveLength(1);
  return found[0];
}
