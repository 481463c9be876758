import { checkDigest } from "../core/image-reference";
import { Fault } from "../core/fault";
import { AppDeclaration, runsIn, settingsOf } from "./app";
import { Deployment } from "./deployment";
import { EnvironmentDeclaration } from "./environment";

/** The images that are fixed: by environment, then by app, the digest (`sha256:…`) in the environment's registry. */
export type Releases = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** The digest that an app is fixed to in an environment, if any. */
export function releaseOf(
  { releases }: Deployment,
  environment: EnvironmentDeclaration,
  app: AppDeclaration,
): string | undefined {
  return releases?.[environment.name]?.[app.name];
}

/** What is wrong with the fixed images. */
export function checkReleases(deployment: Deployment): Fault[] {
  const { environments, apps, releases = {} } = deployment;
  const faults: Fault[] = [];
  for (const [environmentName, digests] of Object.entries(releases)) {
    const environment = environments.find(({ name }) => name === environmentName);
    if (!environment) {
      faults.push(unknown("releases", environmentName, "environments", environments));
      continue;
    }
    for (const [appName, digest] of Object.entries(digests)) {
      const property = `releases.${environmentName}.${appName}`;
      const app = apps.find(({ name }) => name === appName);
      if (!app) {
        faults.push(unknown(`releases.${environmentName}`, appName, "apps", apps));
        continue;
      }
      faults.push(...checkDigest(property, digest));
      if (!runsIn(app, environment) || settingsOf(app, environment).image.kind !== "build") {
        faults.push({
          property,
          given: digest,
          allowed: "apps that run in the environment and whose image is built here",
          fix: "remove the line",
        });
      }
    }
  }
  return faults;
}

function unknown(
  property: string,
  given: string,
  list: string,
  entries: readonly { readonly name: string }[],
): Fault {
  const known = entries.map(({ name }) => name).join(", ") || "none is declared";
  return {
    property,
    given,
    allowed: `a name under ${list} (${known})`,
    fix: "correct the name or remove the line",
  };
}
