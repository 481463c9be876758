import { Construct } from "constructs";
import { checkName } from "../../core/azure/names";
import { Fault, refuse } from "../../core/fault";
import { checkPlainValue, plainText, PlainValue } from "../../core/secrets/plain-value";
import { Secret } from "../../core/secrets/secret";
import { literalText } from "../../core/terraform/literal-text";

/**
 * The value of an environment variable. A string and a {@link PlainValue} can be read by whoever reads the container
 * group; a {@link Secret} is sent as a secure value, which Azure never gives back.
 */
export type EnvironmentValue = string | Secret | PlainValue;

/** Environment variables by name: 1–63 letters, digits and underscores, with no underscore first or last. */
export type EnvironmentVariables = Readonly<Record<string, EnvironmentValue>>;

/** What Azure would refuse in environment variables, and credentials that everybody could read. */
export function checkEnvironment(property: string, variables: EnvironmentVariables = {}): Fault[] {
  const names = Object.keys(variables);
  return Object.entries(variables).flatMap(([name, value], i) => [
    ...checkName("environmentVariable", property, name),
    ...checkTwin(property, name, names.slice(0, i)),
    ...(value instanceof Secret
      ? value.check(`${property}.${name}`)
      : checkPlainValue(property, name, value)),
  ]);
}

/** Source: Azure documentation, "Troubleshoot common issues in Azure Container Instances" (naming conventions). */
function checkTwin(property: string, name: string, others: readonly string[]): Fault[] {
  const twin = others.find((other) => other.toLowerCase() === name.toLowerCase());
  if (twin === undefined) return [];
  const allowed = `each name once, upper and lower case being the same ("${twin}" is there)`;
  return refuse(property, name, allowed, `remove ${name} or ${twin}`);
}

/** The two maps that environment variables become, each undefined if empty. */
export function renderEnvironment(scope: Construct, variables: EnvironmentVariables = {}) {
  const plain: Record<string, string> = {};
  const secure: Record<string, string> = {};
  for (const [name, value] of Object.entries(variables)) {
    if (value instanceof Secret) secure[name] = value.render(scope);
    else plain[name] = literalText(plainText(value));
  }
  return {
    environmentVariables: Object.keys(plain).length > 0 ? plain : undefined,
    secureEnvironmentVariables: Object.keys(secure).length > 0 ? secure : undefined,
  };
}
