import { RegistrySku } from "../constructs/container-registry";
import { HealthCheck } from "../constructs/health-check";
import { ImageSource } from "../constructs/image-source";
import { Rollout } from "../constructs/rollout";
import { Backend } from "./backend";
import { RunSettings } from "./container-group-stack";
import { PushCredentials } from "./image-stack";
import { Releases } from "./releases";

/** Everything that is deployed. */
export interface Deployment {
  /**
   * Starts every name that Azure wants unique, so choose your own: 2–20 lower-case letters and digits, with single
   * hyphens between them.
   */
  readonly project: string;
  readonly registries: readonly RegistryDeclaration[];
  readonly environments: readonly EnvironmentDeclaration[];
  readonly apps: readonly AppDeclaration[];
  /**
   * The images that are fixed: `releases.json`, which `npm run promote` and `npm run rollback` write.
   * @default - none
   */
  readonly releases?: Releases;
  /**
   * Where Terraform keeps the state of all stacks.
   * @default Backend.local()
   */
  readonly backend?: Backend;
  /**
   * Azure tags of everything.
   * @default - no tags
   */
  readonly tags?: Readonly<Record<string, string>>;
}

/** A registry, in a stack of its own called `NAME-registry`. */
export interface RegistryDeclaration {
  /** What environments call it: lower-case letters and digits, with single hyphens between them. */
  readonly name: string;
  /** The Azure region, for example `westeurope`. */
  readonly location: string;
  /**
   * Azure's name for it, unique in all of Azure: 5–50 letters and digits.
   * @default - the project's name and this one's, without hyphens
   */
  readonly registryName?: string;
  /**
   * The service tier: Basic, Standard or Premium.
   * @default "Basic"
   */
  readonly sku?: RegistrySku;
  /**
   * Whether the admin user, one shared account with full push and pull, is on.
   * @default false
   */
  readonly adminUser?: boolean;
  /**
   * How images are pushed to it: by a token for the one repository, by the admin user, or by the Docker client's own
   * login (`az acr login`).
   * @default "token"
   */
  readonly push?: PushCredentials;
  /**
   * Azure tags, on top of the deployment's.
   * @default - only the deployment's
   */
  readonly tags?: Readonly<Record<string, string>>;
}

/** The choices of images for an environment. */
export const IMAGE_CHOICES = ["built", "promoted"] as const;

/** Which images run in an environment. */
export type ImageChoice = (typeof IMAGE_CHOICES)[number];

/** A place that apps run in, such as dev or prod. Each app has a stack in it called `NAME-APP`. */
export interface EnvironmentDeclaration {
  /** Lower-case letters and digits, with single hyphens between them. */
  readonly name: string;
  /** The name of the registry it takes images from. Environments may share one. */
  readonly registry: string;
  /**
   * The Azure region.
   * @default - the registry's
   */
  readonly location?: string;
  /**
   * How a changed app takes the place of the one that runs.
   * @default Rollout.replace()
   */
  readonly rollout?: Rollout;
  /**
   * Which images run in it: what is `"built"` from the source, or only what is `"promoted"` to it by digest. An app
   * without a digest in the deployment's `releases` then has no stack here yet. A digest there holds in either case.
   * @default "built"
   */
  readonly images?: ImageChoice;
  /**
   * Azure tags, on top of the deployment's.
   * @default - only the deployment's
   */
  readonly tags?: Readonly<Record<string, string>>;
}

/** How an app runs; the same in every environment unless overridden there. */
export interface AppSettings extends RunSettings {
  /** Where its image comes from. */
  readonly image: ImageSource;
  /**
   * The first part of its public name, `LABEL.REGION.azurecontainer.io`: 5–63 letters, digits and hyphens, unique in
   * the region. `false` for an IP address only.
   * @default - `PROJECT-ENVIRONMENT-APP`
   */
  readonly dnsNameLabel?: string | false;
  /**
   * How to find out that it is up. A gated rollout needs it, and `npm run verify` asks it.
   * @default - nobody asks
   */
  readonly health?: HealthCheck;
}

/** An app. */
export interface AppDeclaration extends AppSettings {
  /** Lower-case letters and digits, with single hyphens between them. */
  readonly name: string;
  /**
   * The names of the environments it runs in.
   * @default - every environment
   */
  readonly environments?: readonly string[];
  /**
   * What differs in an environment, by its name.
   * @default - nothing
   */
  readonly overrides?: Readonly<Record<string, Partial<AppSettings>>>;
}
