import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { ResourceGroup } from "@cdktf/provider-azurerm/lib/resource-group";
import { TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { Backend } from "../backends/backend";
import { ContainerGroup } from "../constructs/container-group/container-group";
import { ContainerGroupProps } from "../constructs/container-group/props";
import { RegistryCredential } from "../constructs/container-group/registry-credential";
import { GatedRollout } from "../constructs/rollout/gated-rollout";
import { HealthCheck } from "../constructs/rollout/health-check";
import { Rollout } from "../constructs/rollout/rollout";
import { resolved } from "../core/terraform/resolved";
import { RunSettings } from "../deployment/app";
import { RegistryStack } from "./registry-stack";
import { resolveImage, RunnableImage } from "./resolve-image";
import { declareOutput } from "./stack-outputs";

/** What a {@link ContainerGroupStack} is made from. */
export interface ContainerGroupStackProps extends Pick<
  ContainerGroupProps,
  "name" | "location" | "resourceGroupName" | "dnsNameLabel" | "tags"
> {
  readonly backend: Backend;
  /** The name of its main container. */
  readonly containerName: string;
  readonly settings: RunSettings;
  /** @default Rollout.replace() */
  readonly rollout?: Rollout;
  /** How to find out that the app is up; a gated rollout needs it. */
  readonly health?: HealthCheck;
  /** What its main container runs. */
  readonly image: RunnableImage;
  /** The stack of the registry that its images come from, unless their reference names another. */
  readonly registry: RegistryStack;
}

/**
 * An app that runs: a container group, with a public address unless told otherwise. It needs no Docker engine.
 *
 * Outputs: `image` (what the main container runs), `fqdn` (with a DNS label) and `ip_address` (with an address) of the
 * group, and `url` (with an address and a TCP port), which with a gated rollout stays the same from group to group.
 */
export class ContainerGroupStack extends TerraformStack {
  /** The group itself. */
  readonly group: ContainerGroup;

  constructor(scope: Construct, id: string, props: ContainerGroupStackProps) {
    super(scope, id);
    const { backend, name, location, resourceGroupName, dnsNameLabel, tags, settings, rollout } = props;
    backend.attachTo(this);
    new AzurermProvider(this, "azurerm", { features: [{}] });
    const { sidecars = [] } = settings;
    const main = resolveImage(this, "image", props.image, props.registry);
    const sidecarImages = sidecars.map(({ image }, i) =>
      resolveImage(this, `sidecars[${i}].image`, image, props.registry),
    );

    const resourceGroup = new ResourceGroup(this, "resource-group", {
      name: resourceGroupName,
      location,
      tags,
    });
    this.group = new ContainerGroup(this, "container-group", {
      ...settings,
      name,
      resourceGroupName: resourceGroup.name,
      location,
      dnsNameLabel,
      registryCredentials: this.distinct(
        [main, ...sidecarImages, settings].flatMap(({ registryCredentials = [] }) => registryCredentials),
      ),
      containers: [
        { ...settings, name: props.containerName, image: main.image },
        ...sidecars.map((sidecar, i) => ({ ...sidecar, image: sidecarImages[i]!.image })),
      ],
      revision: rollout?.kind === "gated" ? { imageContent: main.content } : undefined,
      tags,
    });
    const gated =
      rollout?.kind === "gated"
        ? new GatedRollout(this, "rollout", {
            ...rollout,
            group: this.group,
            health: props.health,
            name,
            dnsNameLabel,
            resourceGroupName: resourceGroup.name,
            tags,
          })
        : undefined;

    declareOutput(this, "image", main.image, { description: "What the main container runs" });
    if (dnsNameLabel !== undefined) {
      declareOutput(this, "fqdn", this.group.fqdn, { description: "The public name" });
    }
    if (settings.ipAddress?.type !== "None") {
      declareOutput(this, "ip_address", this.group.ipAddress, { description: "The IP address" });
    }
    const { url } = gated ?? this.group;
    if (url !== undefined) {
      declareOutput(this, "url", url, { description: "Where the app answers" });
    }
  }

  /** Images of one registry bring the same login each; Azure takes one. */
  private distinct(credentials: readonly RegistryCredential[]): RegistryCredential[] {
    const logins = new Map(
      credentials.map((credential) => [JSON.stringify(resolved(this, credential.render(this))), credential]),
    );
    return [...logins.values()];
  }
}
