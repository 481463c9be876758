import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { ResourceGroup } from "@cdktf/provider-azurerm/lib/resource-group";
import { TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { Backend } from "../backends/backend";
import { ContainerAppEnvironment } from "../constructs/container-app/container-app-environment";
import { checkName } from "../core/azure/names";
import { reportFaults } from "../core/fault";
import { literalTexts } from "../core/terraform/literal-text";
import { PlannedPlatform } from "../deployment/planned-stacks";
import { declareOutput } from "./stack-outputs";

/** What a {@link PlatformStack} is made from. */
export interface PlatformStackProps extends Pick<
  PlannedPlatform,
  "name" | "resourceGroupName" | "location" | "options" | "tags"
> {
  readonly backend: Backend;
}

/** The service of Azure that runs container apps, which azurerm does not turn on by itself. */
export const CONTAINER_APPS_SERVICE = "Microsoft.App";

/**
 * What the apps of an environment on Azure Container Apps share. It changes rarely, and making it takes minutes.
 *
 * Outputs: `environment_id`, `default_domain` (what the apps' public names end in) and `static_ip_address`.
 */
export class PlatformStack extends TerraformStack {
  constructor(scope: Construct, id: string, props: PlatformStackProps) {
    super(scope, id);
    const { backend, name, resourceGroupName, location, options, tags } = props;
    backend.attachTo(this);
    new AzurermProvider(this, "azurerm", {
      features: [{}],
      resourceProvidersToRegister: [CONTAINER_APPS_SERVICE],
    });
    reportFaults(this, checkName("resourceGroup", "resourceGroupName", resourceGroupName));
    const resourceGroup = new ResourceGroup(this, "resource-group", {
      name: resourceGroupName,
      location,
      tags: literalTexts(tags),
    });
    const environment = new ContainerAppEnvironment(this, "container-app-environment", {
      ...options,
      name,
      resourceGroupName: resourceGroup.name,
      location,
      tags,
    });
    declareOutput(this, "environment_id", environment.environmentId, {
      description: "Azure's id of the Container Apps environment",
    });
    declareOutput(this, "default_domain", environment.defaultDomain, {
      description: "What the apps' public names end in",
    });
    declareOutput(this, "static_ip_address", environment.staticIpAddress, {
      description: "The address that the apps answer at",
    });
  }
}
