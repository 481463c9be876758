import { defaultTerraform, findTerraform } from "../../check/terraform";
import { Check, fail, pass } from "../examination/check";

export const terraformVersion: Check = {
  id: "terraform",
  name: "Terraform or OpenTofu",
  remedy: "install Terraform 1.11 or OpenTofu 1.10, or newer",
  run: async ({ folder }) => {
    const found = await findTerraform(defaultTerraform(), { cwd: folder, timeout: 10_000 });
    if ("version" in found) return pass(found.version);
    const { summary, detail } = found.unusable;
    const [what, ...how] = detail.split(/ (?=Install )/);
    return fail(`${summary}. ${what}`, how);
  },
};
