import { ContainerAppEnvironment as AzureContainerAppEnvironment } from "@cdktf/provider-azurerm/lib/container-app-environment";
import { Construct } from "constructs";
import { checkLocation } from "../../core/azure/location";
import { checkName } from "../../core/azure/names";
import { checkTags, Tags } from "../../core/azure/tags";
import { reportFaults } from "../../core/fault";
import { literalTexts } from "../../core/terraform/literal-text";
import { EnvironmentOptions } from "./platform";

/** The workload profile that apps run in: billed by what they use. */
export const CONSUMPTION = "Consumption";

/** What a {@link ContainerAppEnvironment} is made from. */
export interface ContainerAppEnvironmentProps extends Omit<EnvironmentOptions, "existing"> {
  /**
   * Its name: 2–59 letters, digits and single hyphens, first a letter.
   * @azure name
   */
  readonly name: string;
  /** The resource group that holds it. */
  readonly resourceGroupName: string;
  /**
   * The Azure region.
   * @azure location
   */
  readonly location: string;
  /**
   * Azure tags.
   * @default - no tags
   * @azure tags
   */
  readonly tags?: Tags;
}

/** What apps on Azure Container Apps share: their network, the end of their public names, and where their logs go. */
export class ContainerAppEnvironment extends Construct {
  private readonly resource: AzureContainerAppEnvironment;

  constructor(scope: Construct, id: string, props: ContainerAppEnvironmentProps) {
    super(scope, id);
    const { name, resourceGroupName, location, logs, subnetId, internal, zoneRedundancy } = props;
    reportFaults(this, [
      ...checkName(
        "containerAppEnvironment",
        "name",
        name,
        "shorten the project's or the environment's name, and begin the project's with a letter",
      ),
      ...checkLocation("location", location),
      ...checkTags("tags", props.tags),
    ]);
    const tags = literalTexts(props.tags);
    const workspaceId = logs?.resourceId({ scope: this, resourceGroupName, location, tags });
    this.resource = new AzureContainerAppEnvironment(this, "Resource", {
      name,
      resourceGroupName,
      location,
      logsDestination: workspaceId === undefined ? undefined : "log-analytics",
      logAnalyticsWorkspaceId: workspaceId,
      infrastructureSubnetId: subnetId,
      // Both only with a subnet, as azurerm has it.
      internalLoadBalancerEnabled: subnetId === undefined ? undefined : internal,
      zoneRedundancyEnabled: subnetId === undefined ? undefined : zoneRedundancy,
      workloadProfile: [{ name: CONSUMPTION, workloadProfileType: CONSUMPTION }],
      tags,
      // Azure names that group and gives the name back, for which azurerm would replace all that is here.
      lifecycle: { ignoreChanges: ["infrastructure_resource_group_name"] },
    });
  }

  /** Azure's id of it. */
  get environmentId(): string {
    return this.resource.id;
  }

  /** What the public names of its apps end in. */
  get defaultDomain(): string {
    return this.resource.defaultDomain;
  }

  /** The one address that all its apps answer at. */
  get staticIpAddress(): string {
    return this.resource.staticIpAddress;
  }
}
