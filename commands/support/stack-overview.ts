import { type StackCheck } from "../../check/stack-check";
import { inDeployOrder, type SynthesizedStack } from "../../check/synthesized-stack";
import { nounOf } from "../../core/terraform/resource-kinds";
import { formatTable } from "./table";

/** How many stacks, and how many messages of a kind, are shown before the rest is only counted. */
const SHOWN = 20;

/** How many kinds of resource a row of the table names before it counts the rest. */
const KINDS_SHOWN = 3;

/** The kinds that say nothing about what a stack is for. */
const UNREMARKABLE = ["azurerm_resource_group", "terraform_data", "terraform_remote_state"];

/**
 * The stacks in the order they are deployed in, what they hold, how their check ended, and how each is deployed. Of many
 * stacks those that need a look come first, and the rest is counted.
 */
export function tableOfStacks(stacks: readonly SynthesizedStack[], checks: readonly StackCheck[]): string {
  const byName = new Map(checks.map((check) => [check.stack, check]));
  const statusOf = ({ name }: SynthesizedStack) => byName.get(name)?.status ?? "unchecked";
  const needsALook = (stack: SynthesizedStack) =>
    statusOf(stack) === "failed" ||
    stack.warnings.length > 0 ||
    warningsOf(byName.get(stack.name)).length > 0;
  const ordered = inDeployOrder(stacks);
  const first =
    ordered.length > SHOWN
      ? [...ordered.filter(needsALook), ...ordered.filter((stack) => !needsALook(stack))]
      : ordered;
  const table = formatTable(
    ["Stack", "Holds", "Check", "Deploy"],
    first
      .slice(0, SHOWN)
      .map((stack) => [stack.name, holdings(stack), statusOf(stack), `npm run deploy -- ${stack.name}`]),
  );
  const rest = first.slice(SHOWN).map(statusOf);
  const counts = (["failed", "unchecked", "ok"] as const)
    .map((status) => [rest.filter((one) => one === status).length, status] as const)
    .filter(([count]) => count > 0);
  return rest.length === 0
    ? table
    : `${table}\n… and ${rest.length} more: ${counts.map(([count, status]) => `${count} ${status}`).join(", ")}`;
}

/** What was warned of while the stacks were made, and Terraform's own words on them: errors apart from the rest. */
export function messagesOn(
  stacks: readonly SynthesizedStack[],
  checks: readonly StackCheck[],
): { readonly warnings: string[]; readonly errors: string[] } {
  const told = stacks.flatMap(({ name, warnings }) => warnings.map((text) => `warning: ${name}: ${text}`));
  // A missing Terraform is said once, not for every stack.
  const said = checks
    .filter((check) => check.status !== "unchecked" || check === checks[0])
    .flatMap((check) => check.diagnostics.map((diagnostic) => ({ check, diagnostic })));
  const say = (severity: "error" | "warning") =>
    said
      .filter(({ diagnostic }) => diagnostic.severity === severity)
      .map(({ check, diagnostic: { summary, detail, address } }) => {
        const place = check.status === "unchecked" ? "" : `${check.stack}${address ? ` ${address}` : ""}: `;
        return `${severity}: ${place}${summary}\n  ${detail.replaceAll("\n", "\n  ")}`;
      });
  return { warnings: folded([...told, ...say("warning")]), errors: folded(say("error")) };
}

function folded(messages: readonly string[]): string[] {
  const more = messages.length - SHOWN;
  return more > 0 ? [...messages.slice(0, SHOWN), `… and ${more} more like these`] : [...messages];
}

function warningsOf(check: StackCheck | undefined) {
  return check?.status === "ok" ? check.diagnostics : [];
}

/** The kinds of resource in a stack, the most particular ones first. */
function holdings({ json }: SynthesizedStack): string {
  // An image is no resource of Terraform's: what the registry holds is read.
  const kinds = Object.keys({ ...(json.data as object), ...(json.resource as object) })
    .filter((type) => !UNREMARKABLE.includes(type))
    .map(nounOf);
  const more = kinds.length - KINDS_SHOWN;
  return kinds.slice(0, KINDS_SHOWN).join(", ") + (more > 0 ? ` and ${more} more` : "");
}
