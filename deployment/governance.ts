import { POLICY_SEVERITIES } from "../policies/apply/apply-policies";
import { EnvironmentDeclaration } from "./environment";
import { GovernedStack } from "./planned-stacks";

/** As strict as the strictest of the environments that a stack serves. */
export function governance(
  environments: readonly EnvironmentDeclaration[],
): Pick<GovernedStack, "production" | "policies"> {
  const production = environments.some((environment) => environment.production ?? false);
  const asked = environments.map(
    (environment) => environment.policies ?? (environment.production ? "error" : "warning"),
  );
  return { production, policies: POLICY_SEVERITIES.find((one) => asked.includes(one)) ?? "warning" };
}
