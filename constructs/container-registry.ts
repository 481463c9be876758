import { ContainerRegistry as AzureContainerRegistry } from "@cdktf/provider-azurerm/lib/container-registry";
import { Construct } from "constructs";
import { checkName } from "./azure-names";
import { Problem, reportProblems } from "./problem";

/** The service tiers of Azure Container Registry, by Azure's names. */
export const REGISTRY_SKUS = ["Basic", "Standard", "Premium"] as const;

/** A service tier of Azure Container Registry. */
export type RegistrySku = (typeof REGISTRY_SKUS)[number];

/** What a {@link ContainerRegistry} is made from. */
export interface ContainerRegistryProps {
  /** The registry's name, unique in all of Azure: 5–50 letters and digits. It starts the login server's name. */
  readonly name: string;
  /** The resource group that holds it. */
  readonly resourceGroupName: string;
  /** The Azure region, for example `westeurope`. */
  readonly location: string;
  /**
   * The service tier.
   * @default "Basic"
   */
  readonly sku?: RegistrySku;
  /**
   * Whether the admin user, one shared account with full push and pull, is on. Azure means it for tests.
   * @default false
   */
  readonly adminUser?: boolean;
  /**
   * Azure tags.
   * @default - no tags
   */
  readonly tags?: Record<string, string>;
}

/** A private registry: an Azure Container Registry. */
export class ContainerRegistry extends Construct {
  /** Whether the admin user is on. */
  readonly adminUser: boolean;
  private readonly resource: AzureContainerRegistry;

  constructor(scope: Construct, id: string, props: ContainerRegistryProps) {
    super(scope, id);
    reportProblems(this, problemsOf(props));
    this.adminUser = props.adminUser ?? false;
    this.resource = new AzureContainerRegistry(this, "Resource", {
      name: props.name,
      resourceGroupName: props.resourceGroupName,
      location: props.location,
      sku: props.sku ?? "Basic",
      adminEnabled: this.adminUser,
      tags: props.tags,
    });
  }

  /** Azure's id of the registry. */
  get registryId(): string {
    return this.resource.id;
  }

  /** The registry's name. */
  get registryName(): string {
    return this.resource.name;
  }

  /** The resource group that holds it. */
  get resourceGroupName(): string {
    return this.resource.resourceGroupName;
  }

  /** The host name images are pushed to and pulled from. Read from Azure: sovereign clouds differ. */
  get loginServer(): string {
    return this.resource.loginServer;
  }

  /** The admin user's name; empty unless {@link adminUser}. */
  get adminUsername(): string {
    return this.resource.adminUsername;
  }

  /** The admin user's password, sensitive; empty unless {@link adminUser}. */
  get adminPassword(): string {
    return this.resource.adminPassword;
  }
}

function problemsOf({ name, sku }: ContainerRegistryProps): Problem[] {
  const problems = checkName("registry", "name", name, "choose another name that nobody else in Azure uses");
  if (sku !== undefined && !REGISTRY_SKUS.includes(sku)) {
    problems.push({
      property: "sku",
      given: sku,
      allowed: REGISTRY_SKUS.join(", "),
      fix: "choose one of these tiers",
    });
  }
  return problems;
}
