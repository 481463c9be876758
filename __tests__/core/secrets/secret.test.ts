import { TerraformVariable } from "cdktf";
import { Secret } from "../../../core/secrets/secret";
import {
  addGroup,
  containerFaults,
  containerJson,
  groupStack,
  ids,
  Rule,
  testRules,
  web,
} from "../../support/rules";
import { onlyResource, stackWith } from "../../support/synthesis";

const faults = (secret: Secret) => containerFaults({ environmentVariables: { TOKEN: secret } });
const property = "containers[0].environmentVariables.TOKEN";

const rules: readonly Rule<Secret>[] = [
  [
    "a variable's name",
    Secret.fromVariable("api-key_2"),
    Secret.fromVariable("2 keys"),
    `${property} is "2 keys". Allowed: the name of a Terraform variable: letters, digits, underscores and hyphens, first a letter or underscore, and none of source, version, providers, count, for_each, lifecycle, depends_on, locals. Fix: write for example "database_password".`,
  ],
  [
    "a vault's id",
    Secret.fromKeyVault({ keyVaultId: ids.keyVault, name: "token" }),
    Secret.fromKeyVault({ keyVaultId: "vault", name: "token" }),
    `${property}.keyVaultId is "vault". Allowed: /subscriptions/UUID/resourceGroups/GROUP/providers/Microsoft.KeyVault/vaults/NAME. Fix: copy it from "az keyvault show".`,
  ],
  [
    "a secret's name in the vault",
    Secret.fromKeyVault({ keyVaultId: ids.keyVault, name: "token" }),
    Secret.fromKeyVault({ keyVaultId: ids.keyVault, name: "my_token" }),
    `${property}.name is "my_token". Allowed: 1–127 letters, digits and hyphens. Fix: write the secret's name in the vault.`,
  ],
  [
    "an expression",
    Secret.fromExpression("${azurerm_x.y.key}"),
    Secret.fromExpression("hunter2"),
    `${property} is a plain value (not shown). Allowed: an expression of Terraform that names an attribute, so that the value is not written into the synthesized JSON. Fix: use Secret.fromVariable.`,
  ],
];

describe("the rules for secrets", () => testRules(faults, rules));

test("Terraform keeps some names for itself", () => {
  expect(faults(Secret.fromVariable("count"))).toHaveLength(1);
});

test("a variable is declared once on the stack, sensitive, under exactly its name", () => {
  const [a, b] = [Secret.fromVariable("token"), Secret.fromVariable("token")];
  const stack = groupStack({ containers: [web({ environmentVariables: { A: a, B: b } })] });
  expect(stack.variable).toEqual({ token: { type: "string", sensitive: true } });
});

test("a variable may be called like a construct or an output of its stack", () => {
  const stack = groupStack({
    containers: [web({ environmentVariables: { A: Secret.fromVariable("group") } })],
  });
  expect(stack.variable).toHaveProperty("group");
});

test.each([true, false, undefined])(
  "a variable that the stack declares already is used, and is sensitive (declared: %s)",
  (sensitive) => {
    const stack = stackWith((stack) => {
      new TerraformVariable(stack, "token", { sensitive });
      addGroup(stack, { containers: [web({ environmentVariables: { A: Secret.fromVariable("token") } })] });
    });
    expect(stack.variable).toEqual({ token: { sensitive: true } });
    expect(onlyResource(stack, "azurerm_container_group").container[0].secure_environment_variables).toEqual({
      A: "${var.token}",
    });
  },
);

test.each([
  "hunter2",
  '${"hunter2"}',
  '${upper("hunter2")}',
  '${"${"hunter2"}"}',
  '${"v1.hunter2 var.x"}',
  "$${var.password}",
  "${4.2}",
])("the literal %s is refused, and never reaches the JSON", (expression) => {
  const secret = Secret.fromExpression(expression);
  expect(faults(secret)).toEqual([expect.stringContaining(`${property} is a plain value (not shown).`)]);
  const json = stackWith((stack) =>
    addGroup(stack, { containers: [web({ environmentVariables: { A: secret } })] }),
  );
  expect(JSON.stringify(json)).not.toContain(expression);
  expect([`${secret}`, JSON.stringify(secret)]).toEqual(["(secret)", '"(secret)"']);
});

test.each([
  "${var.x}",
  '${data.x.y.outputs["key"]}',
  '${"Server=db;Password=${random_password.db.result}"}',
  '${jsondecode(local.all)["a"].b}',
  '${file("/run/secrets/token")}',
])("the expression %s is taken as it is", (expression) => {
  const { secure_environment_variables: secure } = containerJson({
    environmentVariables: { A: Secret.fromExpression(expression) },
  });
  expect(secure).toEqual({ A: expression });
});

test("a secret of a vault is looked up once for its stack", () => {
  const secret = () => Secret.fromKeyVault({ keyVaultId: ids.keyVault, name: "token", version: "1" });
  const stack = groupStack({ containers: [web({ environmentVariables: { A: secret(), B: secret() } })] });
  expect(stack.data.azurerm_key_vault_secret).toEqual({
    "key-vault-secret-vault-token-1": expect.objectContaining({
      key_vault_id: ids.keyVault,
      name: "token",
      version: "1",
    }),
  });
});
