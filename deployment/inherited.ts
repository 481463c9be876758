import { POLICY_SEVERITIES } from "../policies/apply-policies";
import { EnvironmentDeclaration } from "./environment";
import { GovernedStack, PlannedRegistry, PlannedStack } from "./planned-stacks";

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

/** The deployment's tags and one's own; undefined for none, since Azure gives none back for an empty map. */
export function together(
  tags: PlannedStack["tags"],
  own: PlannedStack["tags"],
): Record<string, string> | undefined {
  const all = { ...tags, ...own };
  return Object.keys(all).length > 0 ? all : undefined;
}

/** Where the apps of an environment run. */
export function locationOf({ location }: EnvironmentDeclaration, { declaration }: PlannedRegistry): string {
  return location ?? declaration.location;
}
