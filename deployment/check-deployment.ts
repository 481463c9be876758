import { Fault } from "../core/fault";
import { AppDeclaration } from "./app";
import { Deployment } from "./deployment";
import { checkReleases } from "./releases";

const NAME = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const PROJECT = /^(?=.{2,20}$)[a-z0-9]+(-[a-z0-9]+)*$/;

/** What is wrong between the parts of a deployment; each part's own faults are its construct's to find. */
export function checkDeployment(deployment: Deployment): Fault[] {
  const { project, registries, environments, apps } = deployment;
  const faults: Fault[] = [];
  if (!PROJECT.test(project)) {
    faults.push({
      property: "project",
      given: project,
      allowed: "2–20 lower-case letters and digits, with single hyphens between them",
      fix: "choose a name of that form, since Azure's names start with it",
    });
  }
  faults.push(
    // Here and not in each stack, so that a fault in its settings is told once.
    ...(deployment.backend?.faults ?? []),
    ...checkNames("registries", registries),
    ...checkNames("environments", environments),
    ...checkNames("apps", apps),
  );
  environments.forEach(({ registry }, i) => {
    faults.push(...checkKnown(`environments[${i}].registry`, registry, "registries", registries));
  });
  apps.forEach((app, i) => {
    for (const environment of environmentsNamedBy(app)) {
      faults.push(...checkKnown(`apps[${i}] (${app.name})`, environment, "environments", environments));
    }
  });
  faults.push(...checkReleases(deployment));
  return faults;
}

/** The entries that can become stacks: those with a usable name that no earlier one has. */
export function usable<T extends { readonly name: string }>(entries: readonly T[]): T[] {
  return entries.filter(
    ({ name }, i) => NAME.test(name) && entries.findIndex((other) => other.name === name) === i,
  );
}

function environmentsNamedBy(app: AppDeclaration): Set<string> {
  return new Set([...(app.environments ?? []), ...Object.keys(app.overrides ?? {})]);
}

function checkNames(list: string, entries: readonly { readonly name: string }[]): Fault[] {
  return entries.flatMap(({ name }, i) => {
    const property = `${list}[${i}].name`;
    if (!NAME.test(name)) {
      return [
        {
          property,
          given: name,
          allowed: "lower-case letters and digits, with single hyphens between them",
          fix: "choose a name of that form, since stacks and Azure's resources are called after it",
        },
      ];
    }
    const first = entries.findIndex((other) => other.name === name);
    if (first === i) return [];
    return [
      {
        property,
        given: name,
        allowed: "each name once",
        fix: `rename this one or ${list}[${first}]`,
      },
    ];
  });
}

function checkKnown(
  property: string,
  name: string,
  list: string,
  entries: readonly { readonly name: string }[],
): Fault[] {
  if (entries.some((entry) => entry.name === name)) return [];
  const known = entries.map((entry) => entry.name).join(", ") || "none is declared";
  return [
    {
      property,
      given: name,
      allowed: `a name under ${list} (${known})`,
      fix: `declare it under ${list} or correct the name`,
    },
  ];
}
