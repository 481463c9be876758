import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { ResourceGroup } from "@cdktf/provider-azurerm/lib/resource-group";
import { TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { ContainerProps } from "../constructs/container";
import { ContainerGroup } from "../constructs/container-group";
import { ContainerGroupProps } from "../constructs/container-group-props";
import { Backend } from "./backend";
import { declareOutput } from "./stack-outputs";

/** How an app runs, apart from where: what its main container and its group are told. */
export interface RunSettings
  extends
    Omit<ContainerProps, "name" | "image">,
    Omit<
      ContainerGroupProps,
      "name" | "location" | "resourceGroupName" | "containers" | "dnsNameLabel" | "tags"
    > {
  /**
   * Containers that run beside the main one, at the same address: a reverse proxy, an agent.
   * @default - none
   */
  readonly sidecars?: readonly ContainerProps[];
  /**
   * How the group logs in to other registries than that of its main image, for its sidecars' images.
   * @default - only to the main image's
   */
  readonly registryCredentials?: ContainerGroupProps["registryCredentials"];
}

/** The image of an app's main container, and how the group pulls it. */
export type ResolvedImage = Pick<ContainerProps, "image"> & Pick<ContainerGroupProps, "registryCredentials">;

/** What a {@link ContainerGroupStack} is made from. */
export interface ContainerGroupStackProps extends Pick<
  ContainerGroupProps,
  "name" | "location" | "resourceGroupName" | "dnsNameLabel" | "tags"
> {
  readonly backend: Backend;
  /** The name of its main container. */
  readonly containerName: string;
  readonly settings: RunSettings;
  /** Finds the image, which may be another stack's output, from within this stack. */
  readonly resolveImage: (stack: TerraformStack) => ResolvedImage;
}

/**
 * An app that runs: a container group, with a public address unless told otherwise. It needs no Docker engine.
 *
 * Outputs: `fqdn` (with a DNS label), `ip_address` (with an address) and `url` (with an address and a TCP port).
 */
export class ContainerGroupStack extends TerraformStack {
  constructor(scope: Construct, id: string, props: ContainerGroupStackProps) {
    super(scope, id);
    const { backend, name, location, resourceGroupName, dnsNameLabel, tags, settings } = props;
    backend.attachTo(this);
    new AzurermProvider(this, "azurerm", { features: [{}] });
    const { image, registryCredentials } = props.resolveImage(this);

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
      registryCredentials: [...(registryCredentials ?? []), ...(settings.registryCredentials ?? [])],
      containers: [{ ...settings, name: props.containerName, image }, ...(settings.sidecars ?? [])],
      tags,
    });

    if (dnsNameLabel !== undefined) {
      declareOutput(this, "fqdn", group.fqdn, { description: "The public name" });
    }
    if (settings.ipAddress?.type !== "None") {
      declareOutput(this, "ip_address", group.ipAddress, { description: "The IP address" });
    }
    if (group.url !== undefined) {
      declareOutput(this, "url", group.url, { description: "Where the app answers" });
    }
  }
}
