import { Port } from "../constructs/container-group/port";
import { Probe } from "../constructs/container-group/probe";
import { GitRepositoryProps, VolumeMount } from "../constructs/container-group/volume";
import { RestartPolicy } from "../constructs/container-group/props";
import { ImageBuildProps } from "../constructs/image/image-build";
import { HealthCheck } from "../constructs/rollout/health-check";

/** Where a container's image comes from here: it is built, or pulled if the engine does not have it. */
export type LocalImage =
  | { readonly kind: "build"; readonly repository: string; readonly build: ImageBuildProps }
  | {
      readonly kind: "pull";
      readonly reference: string;
      /** What to type if it cannot be pulled. */
      readonly login?: string;
    };

/** What a container is told. */
export interface LocalContainer {
  readonly name: string;
  readonly image: LocalImage;
  readonly command?: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Those that must not be seen. */
  readonly secretEnvironment: Readonly<Record<string, string>>;
  readonly mounts: readonly (Pick<VolumeMount, "path" | "readOnly"> & { readonly volume: string })[];
  readonly privileged: boolean;
  /** What is reserved for it; an init container has none of its own. */
  readonly reserved?: { readonly cores: number; readonly gigabytes: number };
  readonly limit: { readonly cores: number; readonly gigabytes: number };
  readonly ports: readonly Port[];
  readonly livenessProbe?: Probe;
  readonly readinessProbe?: Probe;
}

/** A volume, and what is in it when the group starts. */
export type LocalVolume = { readonly name: string } & (
  | { readonly kind: "emptyDir" }
  | { readonly kind: "secret"; readonly files: Readonly<Record<string, string>> }
  | ({ readonly kind: "gitRepository"; readonly url: string } & GitRepositoryProps)
  | { readonly kind: "azureFileShare"; readonly storageAccountName: string; readonly shareName: string }
);

/** An app as it runs here: all that is asked of the engine. */
export interface Pod {
  /** The stack that it is in Azure. */
  readonly name: string;
  /** Tells it from the apps of other projects on the same engine. */
  readonly id: string;
  readonly initContainers: readonly LocalContainer[];
  /** The app's own first. */
  readonly containers: readonly LocalContainer[];
  readonly volumes: readonly LocalVolume[];
  /** The ports that its address answers on. */
  readonly ports: readonly Port[];
  readonly restartPolicy: RestartPolicy;
  readonly health?: HealthCheck;
  /** What is not as in Azure: what it is about, and how it is here. */
  readonly notes: readonly Note[];
}

export type Note = readonly [about: string, here: string];
