import { Fault, refuse } from "../core/fault";
import { nearest } from "../core/nearest";
import { AppDeclaration } from "./app";
import { Deployment } from "./deployment";
import { checkReleases } from "./releases";

const WORDS = "lower-case letters and digits, with single hyphens between them";
const NAME = /^(?=.{1,63}$)[a-z0-9]+(-[a-z0-9]+)*$/;

/** What is wrong between the parts of a deployment; each part's own faults are its construct's to find. */
export function checkDeployment(deployment: Deployment): Fault[] {
  const { project, backend, registries, environments, apps } = deployment;
  return [
    ...(isProject(project)
      ? []
      : refuse("project", project, `2–20 ${WORDS}`, 'write for example "acme-shop"')),
    // Here and not in each stack, so that a fault in its settings is told once.
    ...(backend?.faults ?? []),
    ...checkNames("registries", registries),
    ...checkNames("environments", environments),
    ...checkNames("apps", apps),
    ...environments.flatMap(({ registry }, i) =>
      checkKnown(`environments[${i}].registry`, registry, "registries", registries),
    ),
    ...apps.flatMap((app, i) =>
      environmentsNamedBy(app).flatMap((name) =>
        checkKnown(`apps[${i}] (${app.name})`, name, "environments", environments),
      ),
    ),
    ...checkReleases(deployment),
  ];
}

/** Whether a project's name can start Azure's names. */
export function isProject(name: string): boolean {
  return NAME.test(name) && name.length >= 2 && name.length <= 20;
}

/** The entries that can become stacks: those with a usable name that no earlier one has. */
export function usable<T extends { readonly name: string }>(entries: readonly T[]): T[] {
  const taken = new Set<string>();
  return entries.filter(({ name }) => NAME.test(name) && !taken.has(name) && taken.add(name));
}

function environmentsNamedBy(app: AppDeclaration): string[] {
  return [...new Set([...(app.environments ?? []), ...Object.keys(app.overrides ?? {})])];
}

function checkNames(list: string, entries: readonly { readonly name: string }[]): Fault[] {
  return entries.flatMap(({ name }, i) => {
    const property = `${list}[${i}].name`;
    if (!NAME.test(name)) return refuse(property, name, `1–63 ${WORDS}`, 'write for example "web-1"');
    const first = entries.findIndex((other) => other.name === name);
    return first === i
      ? []
      : refuse(property, name, "each name once", `rename this one or ${list}[${first}]`);
  });
}

function checkKnown(
  property: string,
  name: string,
  list: string,
  entries: readonly { readonly name: string }[],
): Fault[] {
  if (entries.some((entry) => entry.name === name)) return [];
  const known = entries.map((entry) => entry.name);
  const meant = nearest(name, known);
  const fix =
    meant === undefined ? `declare it under ${list} or correct the name` : `write ${JSON.stringify(meant)}`;
  return refuse(property, name, `a name under ${list} (${known.join(", ") || "none is declared"})`, fix);
}
