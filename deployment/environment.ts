import { Platform } from "../constructs/container-app/platform";
import { Rollout } from "../constructs/rollout/rollout";
import { PolicySeverity } from "../policies/apply/apply-policies";

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
   * Where in Azure its apps run: `Platform.containerApps()` has them scale and answer HTTPS. See docs/platforms.md.
   * @default Platform.containerInstances()
   */
  readonly platform?: Platform;
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
   * Whether people depend on it: some policies hold here only.
   * @default false
   */
  readonly production?: boolean;
  /**
   * What a finding of the policies does to its stacks: an `error` keeps everything from being synthesized, a `warning`
   * is told, `off` looks at nothing. A registry is looked at as strictly as the strictest environment that uses it.
   * @default - "error" in production, otherwise "warning"
   */
  readonly policies?: PolicySeverity;
  /**
   * Azure tags, on top of the deployment's.
   * @default - only the deployment's
   */
  readonly tags?: Readonly<Record<string, string>>;
}

/** The Azure region of what is made for an environment. */
export function locationOf(
  { location }: EnvironmentDeclaration,
  registry: { readonly location: string },
): string {
  return location ?? registry.location;
}
