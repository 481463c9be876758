import { DataAzurermKeyVaultSecret } from "@cdktf/provider-azurerm/lib/data-azurerm-key-vault-secret";
import { ref, TerraformStack, TerraformVariable, Token } from "cdktf";
import { Construct } from "constructs";
import { checkAzureId, nameInId } from "../azure/ids";
import { checkName } from "../azure/names";
import { Fault, NOT_SHOWN, refuse } from "../fault";
import { refersElsewhere } from "../terraform/reference";
import { sharedChild } from "../terraform/shared-child";

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

/** Where Terraform finds a secret's value: in one of its variables, in a Key Vault, or in what it makes or reads. */
export type SecretSource =
  | { readonly kind: "variable"; readonly name: string }
  | { readonly kind: "keyVault"; readonly name: string }
  | { readonly kind: "expression" };

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
export abstract class Secret {
  /** Where Terraform finds its value. */
  abstract readonly source: SecretSource;

  /**
   * A sensitive Terraform variable, declared on the stack that uses the secret. Terraform takes its value from the
   * environment variable `TF_VAR_name`, from a variable of an HCP Terraform workspace, or from a `.tfvars` file. A
   * variable of that name that the stack has already becomes sensitive.
   * @param name the variable's name: letters, digits, underscores and hyphens, first a letter or underscore
   */
  static fromVariable(name: string): Secret {
    return new VariableSecret(name);
  }

  /**
   * A secret of a Key Vault, read by Terraform at each plan with the rights of whoever runs it (get on secrets). Its
   * value is then in Terraform's state, as the value of a variable is not until a resource keeps it.
   */
  static fromKeyVault(props: KeyVaultSecretProps): Secret {
    return new KeyVaultSecret(props);
  }

  /**
   * A value that only Terraform knows, such as a resource's sensitive attribute. Never a literal.
   * @param expression a token of cdktf's, or `${…}`
   */
  static fromExpression(expression: string): Secret {
    return new ExpressionSecret(expression);
  }

  /** What is wrong with it; `property` is where it was given. */
  abstract check(property: string): Fault[];

  /** The Terraform expression that stands for the value, for use in the stack of `scope`. */
  render(scope: Construct): string {
    // A faulty secret must not become a fault of cdktf's, or a literal: the tree is refused for its own fault.
    return this.check("").length > 0 ? "" : this.expressionIn(TerraformStack.of(scope));
  }

  protected abstract expressionIn(stack: TerraformStack): string;

  /** Keeps the value out of messages, whoever prints it. */
  toString(): string {
    return "(secret)";
  }

  /** Keeps the value out of JSON, whoever writes it. */
  toJSON(): string {
    return this.toString();
  }
}

class VariableSecret extends Secret {
  readonly source: SecretSource;

  constructor(private readonly name: string) {
    super();
    this.source = { kind: "variable", name };
  }

  check(property: string): Fault[] {
    const { name } = this;
    if (/^[a-zA-Z_][a-zA-Z0-9_-]*$/.test(name) && !RESERVED_VARIABLES.includes(name)) return [];
    const allowed = `the name of a Terraform variable: letters, digits, underscores and hyphens, first a letter or underscore, and none of ${RESERVED_VARIABLES.join(", ")}`;
    return refuse(property, name, allowed, 'write for example "database_password"');
  }

  protected expressionIn(stack: TerraformStack): string {
    const variable =
      stack.node.children.find(
        (child): child is TerraformVariable =>
          child instanceof TerraformVariable && child.friendlyUniqueId === this.name,
      ) ?? new TerraformVariable(stack, `variable-${this.name}`, { type: "string", sensitive: true });
    variable.overrideLogicalId(this.name);
    if (variable.sensitive !== true) variable.addOverride("sensitive", true);
    return variable.stringValue;
  }
}

class KeyVaultSecret extends Secret {
  readonly source: SecretSource;

  constructor(private readonly props: KeyVaultSecretProps) {
    super();
    this.source = { kind: "keyVault", name: props.name };
  }

  check(property: string): Fault[] {
    const { keyVaultId, name } = this.props;
    return [
      ...checkAzureId("keyVault", `${property}.keyVaultId`, keyVaultId, 'copy it from "az keyvault show"'),
      ...checkName("keyVaultSecret", `${property}.name`, name, "write the secret's name in the vault"),
    ];
  }

  protected expressionIn(stack: TerraformStack): string {
    const { keyVaultId, name, version } = this.props;
    const vault = Token.isUnresolved(keyVaultId) ? "vault" : nameInId(keyVaultId);
    const id = ["key-vault-secret", vault, name, version].filter(Boolean).join("-");
    const make = () => new DataAzurermKeyVaultSecret(stack, id, { keyVaultId, name, version });
    return sharedChild(stack, id, make).value;
  }
}

class ExpressionSecret extends Secret {
  readonly source = { kind: "expression" } as const;

  constructor(private readonly expression: string) {
    super();
  }

  check(property: string): Fault[] {
    if (Token.isUnresolved(this.expression)) return [];
    if (this.code !== undefined && refersElsewhere(this.expression)) return [];
    return notASecret(property, "an expression of Terraform that names an attribute");
  }

  protected expressionIn(): string {
    // As a token it can be an argument of a Terraform function too.
    return this.code === undefined ? this.expression : Token.asString(ref(this.code));
  }

  /** What is in the braces, of an expression that is no token. */
  private get code(): string | undefined {
    return Token.isUnresolved(this.expression) ? undefined : /^\$\{(.+)\}$/s.exec(this.expression)?.[1];
  }
}

/** The expression of a secret; nothing for a literal in its place, which {@link checkSecret} reports. */
export function secretExpression(scope: Construct, secret: Secret): string {
  return secret instanceof Secret ? secret.render(scope) : "";
}

/** What is wrong with what was given for a secret, a plain string in the first place. */
export function checkSecret(property: string, secret: Secret): Fault[] {
  return secret instanceof Secret ? secret.check(property) : notASecret(property, "a Secret");
}

function notASecret(property: string, allowed: string): Fault[] {
  const why = "so that the value is not written into the synthesized JSON";
  return refuse(property, NOT_SHOWN, `${allowed}, ${why}`, "use Secret.fromVariable");
}
