import { TerraformStack, TerraformVariable, Token } from "cdktf";
import { Construct } from "constructs";

/**
 * A value that must never be seen. It has a type of its own so that it can only reach fields that Terraform and
 * Azure keep secret: nothing takes it where a plain string is asked for, and printing it prints no value.
 */
export class Secret {
  private constructor(private readonly resolveIn: (scope: Construct) => string) {}

  /**
   * A sensitive Terraform variable, declared on the stack that uses the secret. Terraform takes its value from the
   * environment variable `TF_VAR_name`, from a variable of an HCP Terraform workspace, or from a `.tfvars` file.
   * @param name the variable's name: letters, digits, underscores and hyphens, first a letter or underscore
   */
  static fromVariable(name: string): Secret {
    return new Secret((scope) => {
      const stack = TerraformStack.of(scope);
      const declared = stack.node.tryFindChild(name) as TerraformVariable | undefined;
      const variable = declared ?? new TerraformVariable(stack, name, { type: "string", sensitive: true });
      return variable.stringValue;
    });
  }

  /**
   * A value that only Terraform knows, such as a resource's sensitive attribute.
   * @throws if the expression is a literal, since a literal would be written into the synthesized JSON
   */
  static fromExpression(expression: string): Secret {
    if (!Token.isUnresolved(expression) && !/^\$\{.+\}$/s.test(expression)) {
      throw new Error(
        "Secret.fromExpression was given a literal. Allowed: an attribute or expression of Terraform. Fix: use Secret.fromVariable.",
      );
    }
    return new Secret(() => expression);
  }

  /** The Terraform expression that stands for the value, for use in the stack of `scope`. */
  expressionIn(scope: Construct): string {
    return this.resolveIn(scope);
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
