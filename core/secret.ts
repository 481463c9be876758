import { DataAzurermKeyVaultSecret } from "@cdktf/provider-azurerm/lib/data-azurerm-key-vault-secret";
import { ref, TerraformStack, TerraformVariable, Token } from "cdktf";
import { Construct } from "constructs";
import { checkAzureId, nameInId } from "./azure/ids";
import { checkName } from "./azure/names";
import { NOT_SHOWN, Fault } from "./fault";

/** Where {@link Secret.fromKeyVault} finds a secret. */
export interface KeyVaultSecretProps {
  /** Azure's id of the vault, `/subscriptions/…/providers/Microsoft.KeyVault/vaults/NAME`. */
  readonly keyVaultId: string;
  /** The secret's name in the vault: 1–127 letters, digits and hyphens. */
  readonly name: string;
  /**
   * The secret's version.
   * @default - the newest at each plan
   */
  readonly version?: string;
}

/** How a secret is found in a stack. */
interface SecretSource {
  readonly faultsIn: (scope: Construct, property: string) => Fault[];
  readonly expressionIn: (scope: Construct) => string;
}

/** The names that Terraform keeps for itself. Source: Terraform documentation, "Input Variables" (arguments). */
const RESERVED_VARIABLES = [
  "source",
  "version",
  "providers",
  "count",
  "for_each",
  "lifecycle",
  "depends_on",
  "locals",
];

/**
 * A value that must never be seen. It has a type of its own so that it can only reach fields that Terraform and
 * Azure keep secret: nothing takes it where a plain string is asked for, and printing it prints no value.
 *
 * @example
 * const subscription = "/subscriptions/00000000-0000-0000-0000-000000000000";
 * const environmentVariables: EnvironmentVariables = {
 *   // The value comes from TF_VAR_database_password.
 *   DATABASE_PASSWORD: Secret.fromVariable("database_password"),
 *   API_KEY: Secret.fromKeyVault({
 *     keyVaultId: `${subscription}/resourceGroups/platform/providers/Microsoft.KeyVault/vaults/acme`,
 *     name: "api-key",
 *   }),
 *   TOKEN_KIND: notSecret("bearer", "names a kind of token, and holds none"),
 * };
 */
export class Secret {
  private constructor(private readonly source: SecretSource) {}

  /**
   * A sensitive Terraform variable, declared on the stack that uses the secret. Terraform takes its value from the
   * environment variable `TF_VAR_name`, from a variable of an HCP Terraform workspace, or from a `.tfvars` file.
   * @param name the variable's name: letters, digits, underscores and hyphens, first a letter or underscore
   */
  static fromVariable(name: string): Secret {
    return new Secret({
      faultsIn: (scope, property) => checkVariable(scope, property, name),
      expressionIn: (scope) => {
        const stack = TerraformStack.of(scope);
        const variable =
          findVariable(stack, name) ??
          new TerraformVariable(stack, `variable-${name}`, { type: "string", sensitive: true });
        variable.overrideLogicalId(name);
        return variable.stringValue;
      },
    });
  }

  /**
   * A secret of a Key Vault, read by Terraform at each plan with the rights of whoever runs it (get on secrets). Its
   * value is then in Terraform's state, as the value of a variable is not until a resource keeps it.
   */
  static fromKeyVault({ keyVaultId, name, version }: KeyVaultSecretProps): Secret {
    return new Secret({
      faultsIn: (_, property) => [
        ...checkAzureId("keyVault", `${property}.keyVaultId`, keyVaultId, 'copy it from "az keyvault show"'),
        ...checkName("keyVaultSecret", `${property}.name`, name, "write the secret's name in the vault"),
      ],
      expressionIn: (scope) => {
        const stack = TerraformStack.of(scope);
        const vault = Token.isUnresolved(keyVaultId) ? "vault" : nameInId(keyVaultId);
        const id = ["key-vault-secret", vault, name, version].filter(Boolean).join("-");
        const declared = stack.node.tryFindChild(id) as DataAzurermKeyVaultSecret | undefined;
        const secret = declared ?? new DataAzurermKeyVaultSecret(stack, id, { keyVaultId, name, version });
        return secret.value;
      },
    });
  }

  /**
   * A value that only Terraform knows, such as a resource's sensitive attribute. Never a literal.
   * @param expression a token of cdktf's, or `${…}`
   */
  static fromExpression(expression: string): Secret {
    const [, reference] = /^\$\{(.+)\}$/s.exec(expression) ?? [];
    return new Secret({
      faultsIn: (_, property) =>
        Token.isUnresolved(expression) || reference !== undefined
          ? []
          : [notASecret(property, "an attribute or expression of Terraform")],
      // As a token it can be an argument of a Terraform function too.
      expressionIn: () =>
        Token.isUnresolved(expression) || reference === undefined
          ? expression
          : Token.asString(ref(reference)),
    });
  }

  /** What stands in the way of using the secret in the stack of `scope`; `property` is where it was given. */
  faultsIn(scope: Construct, property: string): Fault[] {
    return this.source.faultsIn(scope, property);
  }

  /** The Terraform expression that stands for the value, for use in the stack of `scope`. */
  expressionIn(scope: Construct): string {
    // A faulty secret must not become a fault of cdktf's, or a literal: the tree is refused for its own fault.
    return this.faultsIn(scope, "").length > 0 ? "" : this.source.expressionIn(scope);
  }

  /** Keeps the value out of messages, whoever prints it. */
  toString(): string {
    return "(secret)";
  }

  /** Keeps the value out of JSON, whoever writes it. */
  toJSON(): string {
    return this.toString();
  }
}

/** The expression of a secret; nothing for a literal in its place, which {@link checkSecret} reports. */
export function secretExpression(scope: Construct, secret: Secret): string {
  return secret instanceof Secret ? secret.expressionIn(scope) : "";
}

/** What is wrong with what was given for a secret, a plain string in the first place. */
export function checkSecret(scope: Construct, property: string, secret: Secret): Fault[] {
  if (secret instanceof Secret) return secret.faultsIn(scope, property);
  return [notASecret(property, "a Secret")];
}

function notASecret(property: string, allowed: string): Fault {
  return {
    property,
    given: NOT_SHOWN,
    allowed: `${allowed}, so that the value is not written into the synthesized JSON`,
    fix: "use Secret.fromVariable",
  };
}

function checkVariable(scope: Construct, property: string, name: string): Fault[] {
  if (!/^[a-zA-Z_][a-zA-Z0-9_-]*$/.test(name) || RESERVED_VARIABLES.includes(name)) {
    return [
      {
        property,
        given: name,
        allowed: `the name of a Terraform variable: letters, digits, underscores and hyphens, first a letter or underscore, and none of ${RESERVED_VARIABLES.join(", ")}`,
        fix: "rename the variable",
      },
    ];
  }
  const declared = findVariable(TerraformStack.of(scope), name);
  if (!declared || declared.sensitive === true) return [];
  return [
    {
      property,
      given: name,
      allowed: "a variable that is sensitive (the stack declares one of this name that is not)",
      fix: "rename this variable or make the other one sensitive",
    },
  ];
}

function findVariable(stack: TerraformStack, name: string): TerraformVariable | undefined {
  return stack.node.children.find(
    (child): child is TerraformVariable =>
      child instanceof TerraformVariable && child.friendlyUniqueId === name,
  );
}
