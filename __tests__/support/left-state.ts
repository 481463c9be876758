import { mkdirSync, writeFileSync } from "node:fs";
import * as path from "node:path";

/** Leaves the state that a deploy of a stack leaves in a project. */
export function leaveState(project: string, stack: string, outputs: Record<string, unknown>): void {
  const folder = path.join(project, "terraform-state");
  mkdirSync(folder, { recursive: true });
  const type = (value: unknown) =>
    Array.isArray(value) ? ["list", "string"] : typeof value === "object" ? ["map", "string"] : "string";
  const state = {
    version: 4,
    terraform_version: "1.11.4",
    serial: 1,
    lineage: stack,
    outputs: Object.fromEntries(
      Object.entries(outputs).map(([name, value]) => [
        name,
        { value, type: type(value), sensitive: name === "push_passwords" },
      ]),
    ),
    resources: [],
  };
  writeFileSync(path.join(folder, `${stack}.tfstate`), JSON.stringify(state));
}
