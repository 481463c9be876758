import { Deployment } from "../../stacks/deployment";
import { exampleDeployment, onlyResource, reviewed, stacksOf } from "../support/synthesis";

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
