import { DataAzurermContainerAppEnvironment } from "@cdktf/provider-azurerm/lib/data-azurerm-container-app-environment";
import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { ResourceGroup } from "@cdktf/provider-azurerm/lib/resource-group";
import { TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { Backend } from "../backends/backend";
import { ContainerApp } from "../constructs/container-app/container-app";
import { ContainerApps } from "../constructs/container-app/platform";
import { RevisionGate } from "../constructs/container-app/revision-gate";
import { Scale } from "../constructs/container-app/scale";
import { checkAskable, HealthCheck } from "../constructs/rollout/health-check";
import { checkGatedApp, Rollout } from "../constructs/rollout/rollout";
import { nameInId, resourceGroupInId } from "../core/azure/ids";
import { checkName } from "../core/azure/names";
import { reportFaults } from "../core/fault";
import { literalTexts } from "../core/terraform/literal-text";
import { AppSettings } from "../deployment/app";
import { checkFitsContainerApps } from "../deployment/fits-container-apps";
import { CONTAINER_APPS_SERVICE, PlatformStack } from "./platform-stack";
import { RegistryStack } from "./registry-stack";
import { distinctCredentials, resolveImage, RunnableImage } from "./resolve-image";
import { declareOutput, StackOutputs } from "./stack-outputs";

/** What a {@link ContainerAppStack} is made from. */
export interface ContainerAppStackProps {
  readonly backend: Backend;
  /** The name of the app, and of its main container. */
  readonly name: string;
  readonly resourceGroupName: string;
  /** Where the resource group is; the app is where its Container Apps environment is. */
  readonly location: string;
  readonly settings: AppSettings;
  /** With its scale. */
  readonly platform: ContainerApps;
  /** The stack of the Container Apps environment, unless `platform` names one that exists. */
  readonly platformStack?: PlatformStack;
  /** @default Rollout.replace() */
  readonly rollout?: Rollout;
  /** How to find out that the app is up; a gated rollout needs it. */
  readonly health?: HealthCheck;
  /** What its main container runs. */
  readonly image: RunnableImage;
  /** The stack of the registry that its images come from, unless their reference names another. */
  readonly registry: RegistryStack;
  /** @default - no tags */
  readonly tags?: Readonly<Record<string, string>>;
}

/**
 * An app that runs on Azure Container Apps, in as many replicas as it needs. It needs no Docker engine.
 *
 * Outputs: `image` (what the main container runs), and for an app that answers somebody `fqdn` and `url`, which stay the
 * same from revision to revision.
 */
export class ContainerAppStack extends TerraformStack {
  /** The container app itself. */
  readonly app: ContainerApp;

  constructor(scope: Construct, id: string, props: ContainerAppStackProps) {
    super(scope, id);
    const { backend, name, resourceGroupName, location, settings, platform, health, tags } = props;
    backend.attachTo(this);
    new AzurermProvider(this, "azurerm", {
      features: [{}],
      resourceProvidersToRegister: [CONTAINER_APPS_SERVICE],
    });
    const { sidecars = [] } = settings;
    const main = resolveImage(this, "image", props.image, props.registry);
    const sidecarImages = sidecars.map(({ image }, i) =>
      resolveImage(this, `sidecars[${i}].image`, image, props.registry),
    );
    reportFaults(this, [
      ...checkFitsContainerApps(settings, platform),
      ...checkName("resourceGroup", "resourceGroupName", resourceGroupName),
    ]);
    const resourceGroup = new ResourceGroup(this, "resource-group", {
      name: resourceGroupName,
      location,
      tags: literalTexts(tags),
    });
    this.app = new ContainerApp(this, "container-app", {
      ...settings,
      name,
      resourceGroupName: resourceGroup.name,
      location,
      ...this.environment(props),
      scale: platform.scale ?? Scale.fixed(1),
      health,
      registryCredentials: distinctCredentials(this, [main, ...sidecarImages, settings]),
      containers: [
        { ...settings, name, image: main.image },
        ...sidecars.map((sidecar, i) => ({ ...sidecar, image: sidecarImages[i]!.image })),
      ],
      tags,
    });
    this.gate(props, resourceGroup);

    declareOutput(this, "image", main.image, { description: "What the main container runs" });
    const { url, fqdn } = this.app;
    if (url !== undefined) {
      declareOutput(this, "fqdn", fqdn, { description: "The public name" });
      declareOutput(this, "url", url, { description: "Where the app answers" });
    }
  }

  /** Where it runs, and what names there end in. */
  private environment({ platform: { existing = "" }, platformStack }: ContainerAppStackProps) {
    if (platformStack) {
      const outputs = new StackOutputs(this, platformStack);
      return { environmentId: outputs.text("environment_id"), domain: outputs.text("default_domain") };
    }
    const found = new DataAzurermContainerAppEnvironment(this, "container-app-environment", {
      name: nameInId(existing),
      resourceGroupName: resourceGroupInId(existing) ?? "",
    });
    return { environmentId: existing, domain: found.defaultDomain };
  }

  /** Has a deploy wait for the new revision, where a gated rollout is asked for and the app has what it takes. */
  private gate(
    { rollout, health, name, settings }: ContainerAppStackProps,
    resourceGroup: ResourceGroup,
  ): void {
    if (rollout?.kind !== "gated") return reportFaults(this, checkAskable(health, settings.ipAddress));
    const { targetPort } = this.app;
    if (!health || targetPort === undefined) {
      // It has a name in any case.
      const { ipAddress } = settings;
      reportFaults(this, checkGatedApp({ health, tcpPort: targetPort, dnsNameLabel: name, ipAddress }));
      return;
    }
    new RevisionGate(this, "rollout", {
      app: this.app,
      name,
      resourceGroupName: resourceGroup.name,
      health,
    });
  }
}
