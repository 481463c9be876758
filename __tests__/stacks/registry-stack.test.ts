import { Deployment } from "../../deployment/deployment";
import { exampleDeployment, faultsOf, onlyResource, reviewed, stacksOf } from "../support/synthesis";

function registryStack(registry: Partial<Deployment["registries"][number]> = {}) {
  const registries = [{ name: "dev", location: "westeurope", ...registry }];
  return stacksOf(exampleDeployment({ registries }))["dev-registry"];
}

test("the example's registry stack", () => {
  expect(reviewed(registryStack())).toMatchSnapshot();
});

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
    value: "${azurerm_container_registry.registry_EFEA226F.admin_password}",
  });
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

test("the pull identity is handed on only once it may pull", () => {
  expect(registryStack().output.pull_identity_id.depends_on).toEqual([
    "azurerm_role_assignment.pull-identity_acr-pull_F245AC58",
  ]);
});

test.each(["Basic", "Standard", "Premium"] as const)("the SKU %s", (sku) => {
  expect(onlyResource(registryStack({ sku }), "azurerm_container_registry").sku).toBe(sku);
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
  const faults = (registry: Partial<Deployment["registries"][number]>) =>
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
      '[dev-registry] cacheLogins is "ghcr.io". Allowed: the hosts that cacheRules name as sources. Fix: add a rule for it, or take the login away.',
    ]);
  });

  test("2 webhooks fit the SKU Basic, 3 do not", () => {
    expect(faults({ webhooks: [hook(1), hook(2)] })).toEqual([]);
    expect(faults({ webhooks: [hook(1), hook(2), hook(3)] })).toEqual([
      '[dev-registry] webhooks is "3 webhooks". Allowed: at most 2 webhooks with the SKU Basic. Fix: set sku: "Standard".',
    ]);
  });

  test("two webhooks of one name are refused", () => {
    expect(faults({ webhooks: [hook(1), hook(1)] })).toEqual([
      '[dev-registry] webhooks is "hook1". Allowed: each name once. Fix: rename one of the webhooks.',
    ]);
  });

  test("a delete lock comes last and goes first, since nothing locked can be deleted", () => {
    const stack = registryStack({ deleteLock: true, cacheRules: [nginx], webhooks: [hook(1)] });
    const { depends_on, ...lock } = onlyResource(stack, "azurerm_management_lock");
    expect(lock).toMatchObject({
      name: "delete-lock",
      lock_level: "CanNotDelete",
      scope: "${azurerm_container_registry.registry_EFEA226F.id}",
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
      "${azurerm_container_registry.registry_EFEA226F.id}",
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
      expect(onlyResource(stack, "azurerm_container_registry_token").resource_group_name).toBe(
        "${data.azurerm_container_registry.registry_EFEA226F.resource_group_name}",
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
      expect(faults({ existing, sku: "Premium", registryName: "shared" })).toEqual([
        'registries (dev).registryName is "shared". Allowed: a name for a new registry only. Fix: leave it out: existing names the registry.',
        '[dev-registry] sku is "Premium". Allowed: settings of a new registry only, since nothing of an existing one is changed. Fix: leave it out, or leave out existing.',
      ]);
    });
  });
});
