import { TerraformBackend, TerraformStack } from "cdktf";
import { Fault } from "../core/fault";
import { AzurermBackendProps, AzureStorageStore } from "./azurerm";
import { HcpTerraformBackendProps, HcpTerraformStore } from "./hcp-terraform";
import { LocalStore } from "./local";
import { StateStore } from "./state-store";

/**
 * Where Terraform keeps the state of the stacks: one choice for all of them. `docs/state.md` says how to set each up
 * and how to move between them.
 *
 * @example
 * const backend = Backend.azurerm({ storageAccountName: "acmestate", containerName: "tfstate" });
 */
export class Backend {
  private constructor(
    private readonly store: StateStore,
    private readonly project?: string,
  ) {}

  /**
   * One file a stack, on this machine.
   * @param folder the folder that holds them, relative to the project's; `terraform-state` unless given
   */
  static local(folder = "terraform-state"): Backend {
    return new Backend(new LocalStore(folder));
  }

  /** One blob a stack, called `PROJECT/STACK.tfstate`, in a container of an Azure storage account. */
  static azurerm(props: AzurermBackendProps): Backend {
    return new Backend(new AzureStorageStore(props));
  }

  /** One workspace a stack, called `PROJECT-STACK`, in HCP Terraform or Terraform Enterprise. */
  static hcpTerraform(props: HcpTerraformBackendProps): Backend {
    return new Backend(new HcpTerraformStore(props));
  }

  /** The same backend for one project: its name is part of each state's, so that two projects can share a container. */
  inProject(project: string): Backend {
    return new Backend(this.store, project);
  }

  /** What is wrong with its settings. */
  get faults(): readonly Fault[] {
    return this.store.faults;
  }

  /** Whether Terraform may run on another machine than the one that synthesizes. */
  get runsElsewhere(): boolean {
    return this.store.runsElsewhere;
  }

  /** Gives a stack its backend. */
  attachTo(stack: TerraformStack): TerraformBackend {
    return this.store.attachTo(stack, this.project);
  }
}
