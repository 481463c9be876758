import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { ResourceGroup } from "@cdktf/provider-azurerm/lib/resource-group";
import { TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { ContainerProps } from "../constructs/container";
import { ContainerGroup, ContainerGroupProps } from "../constructs/container-group";
import { GatedRollout } from "../constructs/gated-rollout";
import { HealthCheck } from "../constructs/health-check";
import { Rollout } from "../constructs/rollout";
import { Backend } from "./backend";
import { declareOutput } from "./stack-outputs";

/** How an app runs, apart from where: what its main container and its group are told. */
export interface RunSettings
  extends
    Omit<ContainerProps, "name" | "image">,
    Omit<
      ContainerGroupProps,
      | "name"
      | "location"
      | "resourceGroupName"
      | "containers"
      | "dnsNameLabel"
      | "registryCredentials"
      | "revision"
      | "tags"
    > {}

/** The image of an app's main container, and how the group pulls it. */
export interface ResolvedImage
  extends Pick<ContainerProps, "image">, Pick<ContainerGroupProps, "registryCredentials"> {
  /** What tells the image apart at synth: its content tag, digest or reference. */
  readonly content: string;
}

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
  /** Finds the image, which may be another stack's output, from within this stack. */
  readonly resolveImage: (stack: TerraformStack) => ResolvedImage;
}

/**
 * An app that runs: a container group with a public address. It needs no Docker engine.
 *
 * Outputs: `fqdn` (with a DNS label) and `ip_address` of the group, `image` (what it runs), and `url`, which with a
 * gated rollout stays the same from group to group.
 */
export class ContainerGroupStack extends TerraformStack {
  constructor(scope: Construct, id: string, props: ContainerGroupStackProps) {
    super(scope, id);
    const { backend, name, location, resourceGroupName, dnsNameLabel, tags, settings, rollout } = props;
    backend.attachTo(this);
    new AzurermProvider(this, "azurerm", { features: [{}] });
    const { image, registryCredentials, content } = props.resolveImage(this);

    const resourceGroup = new ResourceGroup(this, "resource-group", {
      name: resourceGroupName,
      location,
      tags,
    });
    const group = new ContainerGroup(this, "container-group", {
      ...settings,
      name,
      resourceGroupName: resourceGroup.name,
      location,
      dnsNameLabel,
      registryCredentials,
      containers: [{ ...settings, name: props.containerName, image }],
      revision: rollout?.kind === "gated" ? { imageContent: content } : undefined,
      tags,
    });
    const gated =
      rollout?.kind === "gated"
        ? new GatedRollout(this, "rollout", {
            ...rollout,
            group,
            health: props.health,
            name,
            dnsNameLabel,
            resourceGroupName: resourceGroup.name,
            tags,
          })
        : undefined;

    if (dnsNameLabel !== undefined) {
      declareOutput(this, "fqdn", group.fqdn, { description: "The public name" });
    }
    declareOutput(this, "ip_address", group.ipAddress, { description: "The public IP address" });
    declareOutput(this, "image", image, { description: "What the main container runs" });
    declareOutput(this, "url", (gated ?? group).url, { description: "Where the app answers" });
  }
}
