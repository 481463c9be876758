import { mkdirSync, writeFileSync } from "node:fs";
import * as path from "node:path";

/**
 * Leaves the state that a deploy of a stack leaves in a project.
 * @param groups the names of its container groups; all but the last are superseded and not removed yet. By default one for the
 * stack of an app, which has an image and no tags, and none for another
 * @param kind what they are
 */
export function leaveState(
  project: string,
  stack: string,
  outputs: Record<string, unknown>,
  groups: readonly string[] = outputs.image !== undefined && outputs.tags === undefined
    ? [`slipway-${stack}`]
    : [],
  kind: "azurerm_container_group" | "azurerm_container_app" = "azurerm_container_group",
): void {
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
    resources: [
      {
        mode: "managed",
        type: kind,
        name: "group",
        provider: 'provider["registry.terraform.io/hashicorp/azurerm"]',
        instances: groups.map((name, i) => ({
          schema_version: 0,
          ...(i < groups.length - 1 && { deposed: "0123abcd" }),
          attributes: { name },
        })),
      },
    ],
  };
  writeFileSync(path.join(folder, `${stack}.tfstate`), JSON.stringify(state));
}
