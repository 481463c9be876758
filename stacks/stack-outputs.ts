import {
  ref,
  TerraformBackend,
  TerraformOutput,
  TerraformRemoteState,
  TerraformResource,
  TerraformStack,
  Token,
} from "cdktf";
import { sharedChild } from "../core/terraform/shared-child";

/** What is said of an output. */
export interface OutputOptions {
  readonly description: string;
  readonly sensitive?: boolean;
  /** What must be made before anybody reads it, apart from what its value comes from. */
  readonly after?: TerraformResource;
}

/**
 * Declares an output under exactly this name. Names are a contract: other stacks, and whoever reads the state from
 * outside, rely on them.
 */
export function declareOutput(
  stack: TerraformStack,
  name: string,
  value: unknown,
  options: OutputOptions,
): void {
  const { after, ...config } = options;
  const output = new TerraformOutput(stack, name, { value, staticId: true, ...config });
  // cdktf writes an output's dependsOn as an expression, which Terraform refuses: it wants the bare address.
  if (after) output.addOverride("depends_on", [`${after.terraformResourceType}.${after.friendlyUniqueId}`]);
}

/**
 * The outputs of one stack as another one reads them, from the state that its backend keeps. Reading them puts the
 * producer before the consumer in `cdktf deploy`.
 *
 * cdktf's own cross-stack references would do the same under names made of hashes, all of them sensitive.
 */
export class StackOutputs {
  private readonly state: TerraformRemoteState;

  constructor(consumer: TerraformStack, producer: TerraformStack) {
    // What cdktf calls every backend. A registry's stack has too many children to look through for each of its readers.
    const backend = producer.node.tryFindChild("backend");
    if (!TerraformBackend.isBackend(backend))
      throw new Error(
        `${producer.node.path} has no backend, so ${consumer.node.path} cannot read its outputs.`,
      );
    consumer.addDependency(producer);
    const { id } = producer.node;
    this.state = sharedChild(consumer, id, () => backend.getRemoteStateDataSource(consumer, id, id));
  }

  /** A text output. */
  text(name: string): string {
    return this.state.getString(name);
  }

  /** All of them, as one object. */
  all(): string {
    return `\${${this.state.fqn}.outputs}`;
  }

  /** One entry of an output that is a map. */
  entry(name: string, key: string): string {
    const address = `data.terraform_remote_state.${this.state.friendlyUniqueId}`;
    // As a token it can be an argument of a Terraform function too.
    return Token.asString(ref(`${address}.outputs.${name}[${JSON.stringify(key)}]`));
  }
}
