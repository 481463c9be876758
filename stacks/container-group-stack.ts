import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { ResourceGroup } from "@cdktf/provider-azurerm/lib/resource-group";
import { TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { ContainerProps } from "../constructs/container";
import { ContainerGroup, ContainerGroupProps } from "../constructs/container-group";
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
      | "tags"
    > {}

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
 * An app that runs: a container group with a public address. It needs no Docker engine.
 *
 * Outputs: `fqdn` (with a DNS label), `ip_address` and `url`.
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
      registryCredentials,
      containers: [{ ...settings, name: props.containerName, image }],
      tags,
    });

    if (dnsNameLabel !== undefined) {
      declareOutput(this, "fqdn", group.fqdn, { description: "The public name" });
    }
    declareOutput(this, "ip_address", group.ipAddress, { description: "The public IP address" });
    declareOutput(this, "url", group.url, { description: "Where the app answers" });
  }
}
