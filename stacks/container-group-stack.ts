import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { ResourceGroup } from "@cdktf/provider-azurerm/lib/resource-group";
import { TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { ContainerProps } from "../constructs/container";
import { ContainerGroup } from "../constructs/container-group";
import { ContainerGroupProps } from "../constructs/container-group-props";
import { GatedRollout } from "../constructs/gated-rollout";
import { HealthCheck } from "../constructs/health-check";
import { ImageSource } from "../constructs/image-source";
import { RegistryCredential } from "../constructs/registry-credential";
import { resolved } from "../constructs/resolved";
import { Rollout } from "../constructs/rollout";
import { Backend } from "./backend";
import { declareOutput } from "./stack-outputs";

/** A container that runs beside the main one. */
export interface SidecarSettings extends Omit<ContainerProps, "image"> {
  /**
   * The image, as `docker pull` takes it, or one in the environment's registry: `ImageSource.fromRepository`.
   * @azure container.image
   */
  readonly image: string | ImageSource;
}

/** How an app runs, apart from where: what its main container and its group are told. */
export interface RunSettings
  extends
    Omit<ContainerProps, "name" | "image">,
    Omit<
      ContainerGroupProps,
      "name" | "location" | "resourceGroupName" | "containers" | "dnsNameLabel" | "revision" | "tags"
    > {
  /**
   * Containers that run beside the main one, at the same address: a reverse proxy, an agent.
   * @default - none
   * @azure containers
   */
  readonly sidecars?: readonly SidecarSettings[];
  /**
   * How the group logs in to other registries than that of its main image, for its sidecars' images.
   * @default - only to the main image's
   * @azure imageRegistryCredentials
   */
  readonly registryCredentials?: ContainerGroupProps["registryCredentials"];
}

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
