import { checkDigest } from "../core/image-reference";
import { Fault, refuse } from "../core/fault";
import { AppDeclaration, runsIn, settingsOf } from "./app";
import { Deployment } from "./deployment";
import { EnvironmentDeclaration } from "./environment";

/** Takes the place of a digest that was refused, so that no stack tells of it once more. */
const ANY_DIGEST = `sha256:${"0".repeat(64)}`;

/** The digest that an app is fixed to in an environment, if any. */
export function releaseOf(
  { releases }: Deployment,
  environment: EnvironmentDeclaration,
  app: AppDeclaration,
): string | undefined {
  const digest = releases?.[environment.name]?.[app.name];
  return digest === undefined || checkDigest("", digest).length === 0 ? digest : ANY_DIGEST;
}

/** What is wrong with the fixed images. */
export function checkReleases({ environments, apps, releases = {} }: Deployment): Fault[] {
  return Object.entries(releases).flatMap(([environmentName, digests]) => {
    const environment = environments.find(({ name }) => name === environmentName);
    if (!environment) return refuseUnknown("releases", environmentName, "environments", environments);
    return Object.entries(digests).flatMap(([appName, digest]) => {
      const app = apps.find(({ name }) => name === appName);
      if (!app) return refuseUnknown(`releases.${environmentName}`, appName, "apps", apps);
      const property = `releases.${environmentName}.${appName}`;
      const isBuilt = runsIn(app, environment) && settingsOf(app, environment).image.kind === "build";
      const allowed = "apps that run in the environment and whose image is built here";
      return [
        ...checkDigest(property, digest),
        ...(isBuilt ? [] : refuse(property, digest, allowed, "remove the line from releases.json")),
      ];
    });
  });
}

function refuseUnknown(
  property: string,
  given: string,
  list: string,
  entries: readonly { readonly name: string }[],
): Fault[] {
  const known = entries.map(({ name }) => name).join(", ") || "none is declared";
  const fix = "correct the name in releases.json or remove it there";
  return refuse(property, given, `a name under ${list} (${known})`, fix);
}
