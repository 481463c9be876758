import { defaultTerraform } from "../../check/terraform";
import { Failure } from "../failure";
import { azureCauses } from "./azure-causes";
import { Cause, Explanation } from "./cause";
import { publishingCauses } from "./publishing-causes";
import { terraformCauses } from "./terraform-causes";

/** The particular ones first: the first that matches is taken for each error. */
const CAUSES: readonly Cause[] = [...publishingCauses, ...azureCauses, ...terraformCauses];

/** Says why a stack failed, as far as that is known: an explanation for each of Terraform's errors that has one. */
export function explain(failure: Failure): Explanation[] {
  const early = withoutVerdict(failure);
  const errors = failure.text.split(/^(?=Error: |\W*Error: )/m);
  const found = errors.flatMap((error) => {
    for (const { matches, says } of CAUSES) {
      const match = matches.exec(error);
      if (match) return [says(match, { ...failure, error, terraform: inFolder(failure) })];
    }
    return [];
  });
  const all = [...early, ...found];
  return all.filter(({ cause }, i) => all.findIndex((other) => other.cause === cause) === i);
}

/** A Terraform that could say nothing itself. */
function withoutVerdict(failure: Failure): Explanation[] {
  const { killedBy, notStarted, stack, phase } = failure;
  if (notStarted === "ENOENT") {
    return [
      {
        cause: "Terraform was not found.",
        remedy: [
          "Install it: https://developer.hashicorp.com/terraform/install",
          "Or name another binary, such as OpenTofu's: export TERRAFORM_BINARY_NAME=tofu",
        ],
      },
    ];
  }
  if (notStarted !== undefined) {
    return [
      { cause: `Terraform could not be started: ${notStarted}.`, remedy: ["Check TERRAFORM_BINARY_NAME."] },
    ];
  }
  if (killedBy === undefined) return [];
  const doing = { init: "initialised", plan: "planned", apply: "applied" }[phase];
  return [
    {
      cause: `Terraform was killed (${killedBy}) while it ${doing} ${stack}, by somebody or for want of memory.`,
      remedy: [
        ...(phase === "apply" ? ["What it made last may be in Azure and not in the state."] : []),
        "Run the same command again.",
        "If that says that the state is locked, lift the lock with the ID that it names:",
        `  ${inFolder(failure)} force-unlock ID`,
      ],
    },
  ];
}

/** Terraform in the folder of the stack, as one types it. */
function inFolder({ directory }: Failure): string {
  return `${defaultTerraform()} -chdir=${directory}`;
}
