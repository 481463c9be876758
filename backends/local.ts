import { LocalBackend, TerraformBackend, TerraformStack } from "cdktf";
import * as path from "node:path";
import { Fault, refuse } from "../core/fault";
import { fromWorkingDirectory } from "../core/terraform/working-directory";
import { shown } from "./settings";
import { StateStore } from "./state-store";

/** State in files of this machine. Terraform locks them against a second run on it. */
export class LocalStore implements StateStore {
  readonly runsElsewhere = false;

  constructor(private readonly folder: string) {}

  get faults(): Fault[] {
    const { folder } = this;
    if (typeof folder === "string" && folder !== "" && !path.isAbsolute(folder)) return [];
    return refuse(
      "backend.folder",
      shown(folder),
      "a folder relative to the project's, so that the JSON is the same on every machine",
      'write for example "state", or leave it out for terraform-state',
    );
  }

  attachTo(stack: TerraformStack): TerraformBackend {
    const file = path.join(String(this.folder), `${stack.node.id}.tfstate`);
    return new LocalBackend(stack, { path: fromWorkingDirectory(stack, file) });
  }
}
