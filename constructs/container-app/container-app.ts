import {
  ContainerApp as AzureContainerApp,
  ContainerAppRegistry,
  ContainerAppTemplateContainer,
  ContainerAppTemplateInitContainer,
} from "@cdktf/provider-azurerm/lib/container-app";
import { Fn } from "cdktf";
import { Construct } from "constructs";
import { renderIdentity } from "../../core/azure/identity";
import { reportFaults } from "../../core/fault";
import { plainText } from "../../core/secrets/plain-value";
import { Secret } from "../../core/secrets/secret";
import { TerraformData } from "../../core/terraform/data";
import { literalText, literalTexts } from "../../core/terraform/literal-text";
import { sharedChild } from "../../core/terraform/shared-child";
import { BaseContainerProps } from "../container-group/base-container";
import { ContainerProps, reservedCores } from "../container-group/container";
import { GroupPlace } from "../container-group/group-place";
import { Probe } from "../container-group/probe";
import { RegistryCredential } from "../container-group/registry-credential";
import { CONSUMPTION } from "./container-app-environment";
import { renderIngress, targetPortOf } from "./ingress";
import { renderProbe } from "./probe";
import { ContainerAppProps } from "./props";
import { checkContainerApp, SECRETS_VARIABLE } from "./rules";
import { AppSecrets } from "./secrets";
import { gigabytesOf, INIT_CONTAINER_SIZE } from "./sizes";
import { renderMounts, renderVolumes } from "./volumes";

/** How many revisions Azure keeps that run no more, for whoever looks into why. */
const INACTIVE_REVISIONS = 10;

/**
 * Containers that run together in any number of replicas: an Azure Container Apps container app.
 *
 * A change makes a new revision. The old one keeps the traffic until the new one is ready, and all of the traffic if it
 * does not get ready.
 */
export class ContainerApp extends Construct {
  /** The port that requests are sent to; undefined for an app that answers nobody. */
  readonly targetPort?: number;
  /** The container app, as Azure's bindings have it. */
  readonly resource: AzureContainerApp;
  private readonly props: ContainerAppProps;
  private readonly secrets = new AppSecrets(this);

  constructor(scope: Construct, id: string, props: ContainerAppProps) {
    super(scope, id);
    reportFaults(this, checkContainerApp(this, props));
    this.props = props;
    this.targetPort = targetPortOf(props);
    const { containers, initContainers = [], registryCredentials = [], environmentId } = props;
    const template = {
      ...props.scale.render(),
      container: containers.map((container, i) => this.renderContainer(container, i === 0)),
      initContainer:
        initContainers.length > 0
          ? initContainers.map((container) => this.renderInitContainer(container))
          : undefined,
      volume: renderVolumes(this, {
        app: props.name,
        environmentId,
        containers: [...containers, ...initContainers],
        shares: () => this.placeOfShares(scope),
      }),
    };
    this.markSecrets(template.container);
    const registry = registryCredentials.map((credential) => this.renderRegistry(credential));
    this.resource = new AzureContainerApp(this, "Resource", {
      name: props.name,
      resourceGroupName: props.resourceGroupName,
      containerAppEnvironmentId: environmentId,
      revisionMode: "Single",
      // Given back by Azure: left out, it would be a change.
      workloadProfileName: CONSUMPTION,
      maxInactiveRevisions: INACTIVE_REVISIONS,
      template,
      ingress: renderIngress(this.targetPort),
      identity: renderIdentity(props.systemAssignedIdentity, [
        ...(props.userAssignedIdentityIds ?? []),
        ...registryCredentials.map(({ identityId }) => identityId),
      ]),
      registry: registry.length > 0 ? registry : undefined,
      secret: this.secrets.blocks,
      tags: literalTexts(props.tags),
    });
  }

  /**
   * The public name, which stays the same; undefined for an app that answers nobody. Put together as Azure does: of an app
   * that is given a port later, azurerm says that it has no name.
   * Source: Azure documentation, "Ingress in Azure Container Apps" (domain names).
   */
  get fqdn(): string | undefined {
    const { name, domain } = this.props;
    return this.targetPort === undefined ? undefined : `${name}.${domain}`;
  }

  /** Where it answers; undefined for an app that answers nobody. */
  get url(): string | undefined {
    return this.fqdn === undefined ? undefined : `https://${this.fqdn}`;
  }

  private renderContainer(container: ContainerProps, isMain: boolean): ContainerAppTemplateContainer {
    const { ports = [], livenessProbe } = container;
    const readinessProbe = container.readinessProbe ?? (isMain ? this.probeOfHealth : undefined);
    return {
      ...this.renderBase(container),
      cpu: reservedCores(container),
      memory: `${gigabytesOf(container)}Gi`,
      livenessProbe: livenessProbe && renderProbe("liveness", livenessProbe, ports),
      readinessProbe: readinessProbe && renderProbe("readiness", readinessProbe, ports),
    };
  }

  private renderInitContainer(container: BaseContainerProps): ContainerAppTemplateInitContainer {
    return { ...this.renderBase(container), ...INIT_CONTAINER_SIZE };
  }

  private renderBase({ name, image, command, environmentVariables = {}, volumeMounts }: BaseContainerProps) {
    const env = Object.entries(environmentVariables).map(([variable, value]) =>
      value instanceof Secret
        ? { name: variable, secretName: this.secrets.nameOf(variable, name, value.render(this)) }
        : { name: variable, value: literalText(plainText(value)) },
    );
    return {
      name,
      image,
      command: command?.map(literalText),
      env: env.length > 0 ? env : undefined,
      volumeMounts: renderMounts(volumeMounts),
    };
  }

  /**
   * Azure makes a revision of a changed template only, in which a secret stands by name: so a value that is new with the
   * secrets stands in it too. Hashed, so that no secret is written to the state once more.
   * Source: Azure documentation, "Manage secrets in Azure Container Apps" (updated secrets).
   */
  private markSecrets([main]: ContainerAppTemplateContainer[]): void {
    const secrets = this.secrets.blocks;
    if (!secrets || !main) return;
    const values = Fn.sha256(Fn.jsonencode(secrets.map(({ value }) => value)));
    const { id } = new TerraformData(this, "secrets", { triggersReplace: { values } });
    const env = main.env as readonly { name: string; value: string }[] | undefined;
    Object.assign(main, { env: [...(env ?? []), { name: SECRETS_VARIABLE, value: id }] });
  }

  private renderRegistry(credential: RegistryCredential): ContainerAppRegistry {
    const { server, username, password, userAssignedIdentityId } = credential.render(this);
    if (userAssignedIdentityId !== undefined) return { server, identity: userAssignedIdentityId };
    const passwordSecretName = this.secrets.nameOf("pull-password", "registry", password ?? "");
    return { server, username, passwordSecretName };
  }

  /** The readiness probe that the app's health check is; undefined without one. */
  private get probeOfHealth(): Probe | undefined {
    const { health } = this.props;
    const port = health?.port ?? this.targetPort;
    return health && port !== undefined ? Probe.httpGet(health.path, { port }) : undefined;
  }

  /** Where shares are made: where a container group makes them, so that files outlive a change of platform. */
  private placeOfShares(beside: Construct): GroupPlace {
    const id = "container-group";
    const scope = sharedChild(beside, id, () => new Construct(beside, id));
    const { resourceGroupName, location, tags } = this.props;
    return { scope, resourceGroupName, location, tags: literalTexts(tags) };
  }
}
