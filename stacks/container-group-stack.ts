import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { ResourceGroup } from "@cdktf/provider-azurerm/lib/resource-group";
import { TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { Backend } from "../backends/backend";
import { ContainerProps } from "../constructs/container-group/container";
import { ContainerGroup } from "../constructs/container-group/container-group";
import { ContainerGroupProps } from "../constructs/container-group/props";
import { RegistryCredential } from "../constructs/container-group/registry-credential";
import { GatedRollout } from "../constructs/rollout/gated-rollout";
import { HealthCheck } from "../constructs/rollout/health-check";
import { Rollout } from "../constructs/rollout/rollout";
import { resolved } from "../core/terraform/resolved";
import { RunSettings, SidecarSettings } from "../deployment/app";
import { declareOutput } from "./stack-outputs";

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
  /** The same for a sidecar; `property` is where its image was given. */
  readonly resolveSidecarImage: (
    stack: TerraformStack,
    property: string,
    source: SidecarSettings["image"],
  ) => Omit<ResolvedImage, "content">;
}

/**
 * An app that runs: a container group, with a public address unless told otherwise. It needs no Docker engine.
 *
 * Outputs: `image` (what the main container runs), `fqdn` (with a DNS label) and `ip_address` (with an address) of the
 * group, and `url` (with an address and a TCP port), which with a gated rollout stays the same from group to group.
 */
export class ContainerGroupStack extends TerraformStack {
  constructor(scope: Construct, id: string, props: ContainerGroupStackProps) {
    super(scope, id);
    const { backend, name, location, resourceGroupName, dnsNameLabel, tags, settings, rollout } = props;
    backend.attachTo(this);
    new AzurermProvider(this, "azurerm", { features: [{}] });
    const main = props.resolveImage(this);
    const { sidecars = [] } = settings;
    const sidecarImages = sidecars.map((sidecar, i) =>
      props.resolveSidecarImage(this, `sidecars[${i}].image`, sidecar.image),
    );

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
            group,
            health: props.health,
            name,
            dnsNameLabel,
            resourceGroupName: resourceGroup.name,
            tags,
          })
        : undefined;

    declareOutput(this, "image", main.image, { description: "What the main container runs" });
    if (dnsNameLabel !== undefined) {
      declareOutput(this, "fqdn", group.fqdn, { description: "The public name" });
    }
    if (settings.ipAddress?.type !== "None") {
      declareOutput(this, "ip_address", group.ipAddress, { description: "The IP address" });
    }
    const { url } = gated ?? group;
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
