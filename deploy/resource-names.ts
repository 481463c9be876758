import { SynthesizedStack } from "../check/synthesized-stack";
import { asJson, constructPath, Json } from "../core/terraform/json";
import { nounOf } from "../core/terraform/resource-kinds";
import { secondsOfWait } from "../core/terraform/wait";

/**
 * What a person calls a resource: its kind, and its construct if that says more.
 * `azurerm_container_group.container-group_1A2B` is "container group", `terraform_data.rollout_drained` "rollout drained".
 */
export function resourceName(stack: SynthesizedStack, address: string): string {
  const [type = "", name = ""] = address.replace(/\[.*$/, "").split(".").slice(-2);
  const kind = nounOf(type);
  const construct = (constructPath(declaration(stack, type, name)) ?? name)
    .split("/")
    .filter((part, i) => part !== "Resource" && !(i === 0 && part === stack.name))
    .join(" ")
    .replaceAll(/[-_]/g, " ");
  if (type === "terraform_data") return construct;
  return construct === kind || construct === "" ? kind : `${kind} (${construct})`;
}

/** How many seconds a resource's provisioner only waits, for example while clients leave a replaced group or a role spreads. */
export function waitOf(stack: SynthesizedStack, address: string): number | undefined {
  const [type = "", name = ""] = address.split(".");
  const { provisioner = [] } = declaration(stack, type, name) as { provisioner?: Json[] };
  return secondsOfWait(asJson(asJson([provisioner].flat()[0])["local-exec"]).command);
}

function declaration({ json }: SynthesizedStack, type: string, name: string): Json {
  return asJson(asJson(asJson(json.resource)[type])[name]);
}
