import * as path from "node:path";
import { LocalBackend, TerraformBackend, TerraformStack } from "cdktf";
import { fromWorkingDirectory } from "../constructs/working-directory";

/** Where Terraform keeps the state of the stacks: one choice for all of them. */
export abstract class Backend {
  /**
   * One file a stack, on this machine.
   * @param folder the folder that holds them, relative to the project's; `terraform-state` unless given
   */
  static local(folder = "terraform-state"): Backend {
    return new LocalFiles(folder);
  }

  /** Gives a stack its backend. */
  abstract attachTo(stack: TerraformStack): TerraformBackend;
}

class LocalFiles extends Backend {
  constructor(private readonly folder: string) {
    super();
  }

  attachTo(stack: TerraformStack): TerraformBackend {
    const file = path.join(this.folder, `${stack.node.id}.tfstate`);
    return new LocalBackend(stack, { path: fromWorkingDirectory(stack, file) });
  }
}
