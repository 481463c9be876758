import { BaseContainerProps } from "../constructs/container-group/base-container";
import { ContainerProps } from "../constructs/container-group/container";
import { Volume } from "../constructs/container-group/volume";
import { SecretSource } from "../core/secrets/secret";
import { AppDeclaration, SidecarSettings } from "../deployment/app";
import { EnvironmentDeclaration } from "../deployment/environment";

/**
 * What a property comes to on this machine: the `same` as in Azure; nothing, since it is about `deploying` and not about
 * how an app runs; or else, in words, how it is here, or undefined for a value that makes no difference.
 */
export type Meaning<T> = "same" | "deploying" | ((value: NonNullable<T>) => string | undefined);

/** A meaning for every property, so that the compiler asks for one when a property is added. */
type Meanings<T> = { readonly [Property in keyof Required<T>]: Meaning<T[Property]> };

const IDENTITY = "there is no identity here, so whoever asks for its token gets none";

/** What each property of an init container comes to. */
export const INIT_CONTAINER: Meanings<BaseContainerProps> = {
  name: "same",
  image: "same",
  command: "same",
  environmentVariables: "same",
  volumeMounts: "same",
  privileged: "same",
};

const container: Meanings<ContainerProps> = {
  ...INIT_CONTAINER,
  cpu: "same",
  cpuLimit: "same",
  memory: "same",
  memoryLimit: "same",
  ports: "same",
  livenessProbe: "same",
  readinessProbe: () => "decides when the address is told; requests are not kept away",
};

/** What each property of a sidecar comes to. */
export const SIDECAR: Meanings<SidecarSettings> = { ...container, image: "same" };

/** What each property of an app comes to. */
export const APP: Meanings<AppDeclaration> = {
  ...container,
  image: "same",
  environments: "same",
  overrides: "same",
  sidecars: "same",
  initContainers: "same",
  exposedPorts: "same",
  restartPolicy: "same",
  // Windows is refused.
  osType: "same",
  health: "same",
  ipAddress: ({ type }) =>
    type === "Private"
      ? "127.0.0.1 instead, outside the subnet: what only the subnet reaches is missing"
      : undefined,
  dnsNameLabel: (label) => (label === false ? undefined : "127.0.0.1 instead of a public name"),
  dnsNameLabelReusePolicy: "deploying",
  dnsConfig: () => "this machine's name servers are asked",
  https: () => "plain HTTP at the app's own port: there is no web server before it and no certificate",
  registryCredentials: () => "images are pulled with the Docker command's own logins",
  logAnalytics: () => "the logs are shown here and sent nowhere",
  systemAssignedIdentity: (is) => (is ? IDENTITY : undefined),
  userAssignedIdentityIds: (ids) => (ids.length > 0 ? IDENTITY : undefined),
  customerManagedKey: () => "nothing is encrypted with it",
  priority: (priority) => (priority === "Spot" ? "nobody takes its capacity away" : undefined),
  sku: (sku) => (sku === "Confidential" ? "its memory is not encrypted" : undefined),
  zone: "deploying",
  platform: "deploying",
  scale: (scale) => (scale.isOne ? undefined : "one replica runs, and stays one"),
};

/** What each property of the environment comes to. */
export const ENVIRONMENT: Meanings<EnvironmentDeclaration> = {
  name: "same",
  registry: "deploying",
  location: "deploying",
  platform: "deploying",
  rollout: "deploying",
  images: "deploying",
  production: "deploying",
  policies: "deploying",
  tags: "deploying",
};

/** What each kind of volume comes to. */
export const VOLUMES: { readonly [Kind in Volume["kind"]]: "same" | ((keepShares: boolean) => string) } = {
  emptyDir: "same",
  secret: "same",
  gitRepository: "same",
  azureFileShare: (keepShares) =>
    keepShares
      ? "a volume of this engine in place of the share, empty at first, which stays"
      : "a volume of this engine in place of the share, empty at first and removed at the end: --keep-shares keeps it",
};

/** What a secret comes to, by where Terraform finds it. */
export const SECRETS: { readonly [Kind in SecretSource["kind"]]: "same" | ((variable: string) => string) } = {
  variable: "same",
  keyVault: (variable) => `the value of ${variable} instead of the Key Vault's`,
  expression: (variable) => `the value of ${variable} instead of what Terraform knows`,
};

/** What must be said of the given properties. */
export function notesOn<T extends object>(
  meanings: Meanings<T>,
  given: Partial<T>,
  prefix = "",
): [about: string, here: string][] {
  return (Object.keys(meanings) as (keyof T & string)[]).flatMap((property) => {
    const meaning = meanings[property];
    const value = given[property];
    if (typeof meaning !== "function" || value === undefined || value === null) return [];
    const here = meaning(value as NonNullable<T[keyof T & string]>);
    return here === undefined ? [] : [[prefix + property, here]];
  });
}
