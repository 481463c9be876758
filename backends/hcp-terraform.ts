import { DataTerraformRemoteState, TerraformBackend, TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { Fault, refuse, reportFaults } from "../core/fault";
import { checkSetting, checkSettings } from "./settings";
import { StateStore } from "./state-store";

/**
 * An organisation of HCP Terraform or Terraform Enterprise. Who Terraform is comes from `terraform login` or from the
 * environment variable `TF_TOKEN_app_terraform_io` (the host name with underscores), never from here.
 */
export interface HcpTerraformBackendProps {
  /** The organisation's name: letters, digits, hyphens and underscores. */
  readonly organization: string;
  /**
   * The project that new workspaces go to: 3–40 letters, digits, spaces, hyphens and underscores.
   * @default - the organisation's default project
   */
  readonly project?: string;
  /**
   * The host name of a Terraform Enterprise, with its port if it has one.
   * @default "app.terraform.io"
   */
  readonly hostname?: string;
}

// Source: HCP Terraform documentation, "Workspaces" and "Projects" (names).
const ORGANIZATION = rule("letters, digits, hyphens and underscores", /^[a-zA-Z0-9_-]+$/);
const PROJECT = rule(
  "3–40 letters, digits, hyphens, underscores and inner spaces",
  /^[a-zA-Z0-9_-][a-zA-Z0-9 _-]{1,38}[a-zA-Z0-9_-]$/,
);
const WORKSPACE = rule("1–90 letters, digits, hyphens and underscores", /^[a-zA-Z0-9_-]{1,90}$/);
const HOST = rule(
  "a host name such as tfe.example.com, with :PORT if need be",
  /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)+(:\d{1,5})?$/i,
);

const TAGS = {
  allowed: "one named workspace a stack, called PROJECT-STACK",
  fix: "remove it: stacks read each other's outputs, and workspaces chosen by tags have no one state to read",
};

/** State in HCP Terraform: a named workspace a stack, since stacks read each other's state by that name. */
export class HcpTerraformStore implements StateStore {
  readonly runsElsewhere = true;
  private readonly props: HcpTerraformBackendProps;

  constructor(props: HcpTerraformBackendProps) {
    this.props = props ?? {};
  }

  get faults(): Fault[] {
    const { organization, project, hostname } = this.props;
    return [
      ...checkSetting("organization", organization, ORGANIZATION, "give its name as its address shows it"),
      ...(project === undefined
        ? []
        : checkSetting("project", project, PROJECT, "give the project's name, not its id")),
      ...(hostname === undefined
        ? []
        : checkSetting("hostname", hostname, HOST, "give the name alone, without https:// or a path")),
      ...checkSettings(this.props, {
        factory: "Backend.hcpTerraform",
        known: ["organization", "project", "hostname"],
        signIn:
          "sign in with terraform login, or in CI with the environment variable TF_TOKEN_app_terraform_io",
        refused: { tags: TAGS, workspaces: TAGS },
      }),
    ];
  }

  attachTo(stack: TerraformStack, project: string | undefined): TerraformBackend {
    const workspace = project === undefined ? stack.node.id : `${project}-${stack.node.id}`;
    if (!WORKSPACE.matches(workspace)) {
      const fix = `shorten the name of the project, the registry or the app by ${workspace.length - 90}`;
      reportFaults(stack, refuse("workspace name", workspace, WORKSPACE.allowed, fix));
    }
    const { organization, hostname } = this.props;
    return new CloudBlock(stack, {
      organization,
      hostname,
      workspaces: { name: workspace, project: this.props.project },
    });
  }
}

interface CloudBlockProps {
  readonly organization: string;
  readonly hostname: string | undefined;
  readonly workspaces: { readonly name: string; readonly project: string | undefined };
}

/**
 * The `cloud` block of a stack.
 *
 * cdktf's `CloudBackend` would do, but has the Terraform binary started three times a stack at every synth to ask for its
 * version, and refuses to synthesize without it.
 */
class CloudBlock extends TerraformBackend {
  constructor(
    scope: Construct,
    private readonly props: CloudBlockProps,
  ) {
    super(scope, "backend", "cloud");
  }

  override toTerraform(): object {
    return { terraform: { cloud: this.props } };
  }

  override toMetadata(): Record<string, unknown> {
    const isPublic = this.props.hostname?.startsWith("app.terraform.io") ?? true;
    return { ...super.toMetadata(), cloud: isPublic ? "tfc" : "tfe" };
  }

  override getRemoteStateDataSource(scope: Construct, name: string): DataTerraformRemoteState {
    const { organization, hostname, workspaces } = this.props;
    return new DataTerraformRemoteState(scope, name, {
      organization,
      hostname,
      workspaces: { name: workspaces.name },
    });
  }
}

function rule(allowed: string, pattern: RegExp) {
  return { allowed, matches: (value: string) => pattern.test(value) };
}
