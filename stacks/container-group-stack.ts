import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { ResourceGroup } from "@cdktf/provider-azurerm/lib/resource-group";
import { TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { Backend } from "../backends/backend";
import { checkScaleOfGroup } from "../constructs/container-app/scale";
import { ContainerGroup } from "../constructs/container-group/container-group";
import { ContainerGroupProps } from "../constructs/container-group/props";
import { HttpsFront } from "../constructs/https/https-front";
import { GatedRollout } from "../constructs/rollout/gated-rollout";
import { checkAskable, HealthCheck } from "../constructs/rollout/health-check";
import { checkGatedApp, Rollout } from "../constructs/rollout/rollout";
import { checkName } from "../core/azure/names";
import { reportFaults } from "../core/fault";
import { literalTexts } from "../core/terraform/literal-text";
import { RunSettings } from "../deployment/app";
import { httpsImage } from "../deployment/https-image";
import { RegistryStack } from "./registry-stack";
import { distinctCredentials, resolveImage, RunnableImage } from "./resolve-image";
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
 * group, `url` (with an address and a TCP port), which with a gated rollout stays the same from group to group, and
 * `dns_records` (with domains).
 */
export class ContainerGroupStack extends TerraformStack {
  /** The group itself. */
  readonly group: ContainerGroup;

  constructor(scope: Construct, id: string, props: ContainerGroupStackProps) {
    super(scope, id);
    const { backend, name, location, resourceGroupName, dnsNameLabel, tags, settings, rollout, health } =
      props;
    backend.attachTo(this);
    new AzurermProvider(this, "azurerm", { features: [{}] });
    const { sidecars = [], https } = settings;
    reportFaults(this, checkScaleOfGroup("scale", settings.scale));
    const gatedChoice = rollout?.kind === "gated" ? rollout : undefined;
    const main = resolveImage(this, "image", props.image, props.registry);
    const sidecarImages = sidecars.map(({ image }, i) =>
      resolveImage(this, `sidecars[${i}].image`, image, props.registry),
    );
    const webServer = https && resolveImage(this, "https.image", httpsImage(https), props.registry);

    // The group's own rule sees the resource group's attribute, which only Terraform knows.
    if (resourceGroupName !== name) {
      reportFaults(this, checkName("resourceGroup", "resourceGroupName", resourceGroupName));
    }
    const resourceGroup = new ResourceGroup(this, "resource-group", {
      name: resourceGroupName,
      location,
      tags: literalTexts(tags),
      // It is a list of what may lie elsewhere. To move it would be to replace it, and with a gated rollout the new one
      // would be made first, under a name that is taken.
      lifecycle: { ignoreChanges: ["location"] },
    });
    const groupProps = {
      ...settings,
      name,
      resourceGroupName: resourceGroup.name,
      location,
      dnsNameLabel,
      registryCredentials: distinctCredentials(this, [
        main,
        ...sidecarImages,
        ...(webServer ? [webServer] : []),
        settings,
      ]),
      containers: [
        { ...settings, name: props.containerName, image: main.image },
        ...sidecars.map((sidecar, i) => ({ ...sidecar, image: sidecarImages[i]!.image })),
      ],
      revision: gatedChoice ? { imageContent: main.content } : undefined,
      tags,
    };
    const front =
      https &&
      webServer &&
      new HttpsFront({ https, group: groupProps, image: webServer.image, gated: gatedChoice, health });
    reportFaults(this, front?.faults ?? []);
    this.group = new ContainerGroup(this, "container-group", front?.group ?? groupProps);
    const gated = this.gatedRollout(props, resourceGroup, front);
    if (!gatedChoice) reportFaults(this, checkAskable(health, settings.ipAddress));
    // The rollout checks it too.
    if (!gated) reportFaults(this, (front ?? props).health?.check("health", this.group.exposedPorts) ?? []);

    declareOutput(this, "image", main.image, { description: "What the main container runs" });
    if (dnsNameLabel !== undefined) {
      declareOutput(this, "fqdn", this.group.fqdn, { description: "The public name" });
    }
    if (settings.ipAddress?.type !== "None") {
      declareOutput(this, "ip_address", this.group.ipAddress, { description: "The IP address" });
    }
    const { url = (gated ?? this.group).url } = front ?? {};
    if (url !== undefined) {
      declareOutput(this, "url", url, { description: "Where the app answers" });
    }
    const records = front?.dnsRecords(this.group, gated?.fqdn) ?? {};
    if (Object.keys(records).length > 0) {
      const description = "What each domain must have in DNS; an ALIAS or ANAME where a zone allows no CNAME";
      declareOutput(this, "dns_records", records, { description });
    }
  }

  /** Undefined unless a gated rollout is asked for and the app has what it takes. */
  private gatedRollout(
    { rollout, name, dnsNameLabel, tags, ...props }: ContainerGroupStackProps,
    resourceGroup: ResourceGroup,
    front: HttpsFront | undefined,
  ): GatedRollout | undefined {
    if (rollout?.kind !== "gated") return undefined;
    const { group } = this;
    const { tcpPort } = group;
    const { health } = front ?? props;
    if (!health || tcpPort === undefined || dnsNameLabel === undefined) {
      reportFaults(
        this,
        checkGatedApp({ health, tcpPort, dnsNameLabel, ipAddress: props.settings.ipAddress }),
      );
      return undefined;
    }
    return new GatedRollout(this, "rollout", {
      ...rollout,
      group,
      health,
      port: health.port ?? tcpPort,
      name,
      dnsNameLabel,
      resourceGroupName: resourceGroup.name,
      ...front?.steps(group),
      tags,
    });
  }
}
