import { TerraformMetaArguments, TerraformResource } from "cdktf";
import { Construct } from "constructs";

/** What a {@link TerraformData} is made from. */
export interface TerraformDataProps extends TerraformMetaArguments {
  /** What it holds; a change updates it in place. */
  readonly input?: unknown;
  /** What replaces it when it changes. */
  readonly triggersReplace?: unknown;
}

/**
 * Terraform's own `terraform_data`: a resource of no provider.
 *
 * cdktf's `DataResource` would do, but has the Terraform binary started at every synth to ask for its version, and
 * refuses to synthesize without it.
 */
export class TerraformData extends TerraformResource {
  constructor(
    scope: Construct,
    id: string,
    private readonly props: TerraformDataProps,
  ) {
    super(scope, id, { ...props, terraformResourceType: "terraform_data" });
  }

  /** A UUID, drawn when it is made. */
  get id(): string {
    return this.getStringAttribute("id");
  }

  protected override synthesizeAttributes(): Record<string, unknown> {
    return { input: this.props.input, triggers_replace: this.props.triggersReplace };
  }
}
