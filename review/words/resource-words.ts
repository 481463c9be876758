import { asBlocks, asJson, Json } from "../../core/terraform/json";
import { nounOf } from "../../core/terraform/resource-kinds";
import { ResourceChange } from "../plan/stack-plan";
import { isSymbolic } from "../plan/value";

/** A resource as people know it: its kind and its name, or what it is for. */
export function titleOf({ type, path, before, after }: ResourceChange): string {
  const attributes = asJson(after ?? before);
  const name = shownName(type, attributes) ?? path.replace(/\/Resource$/, "");
  return `${nounOf(type)} ${name}`;
}

function shownName(type: string, attributes: Json): string | undefined {
  if (type === "azurerm_role_assignment") return nameWithoutRevision(attributes.role_definition_name);
  if (type === "terraform_data" || type.startsWith("docker_")) return undefined;
  return nameWithoutRevision(attributes.name);
}

/** A name, unless Terraform alone knows it. The revision that a gated rollout puts after it is left out. */
export function nameWithoutRevision(value: unknown): string | undefined {
  if (typeof value !== "string" || value === "") return undefined;
  const name = value.replace(/-[0-9a-f]{8}-\uE000[^\uE001]*\uE001$/, "");
  return isSymbolic(name) ? undefined : name;
}

/** The first block of a name in a resource's attributes. */
export function firstBlock(attributes: Json | undefined, name: string): Json {
  return asBlocks(attributes?.[name])[0] ?? {};
}
