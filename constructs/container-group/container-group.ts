import { ContainerGroup as AzureContainerGroup } from "@cdktf/provider-azurerm/lib/container-group";
import { Construct } from "constructs";
import { renderIdentity } from "../../core/azure/identity";
import { reportFaults } from "../../core/fault";
import { Secret } from "../../core/secrets/secret";
import { TerraformData } from "../../core/terraform/data";
import { literalText, literalTexts } from "../../core/terraform/literal-text";
import { renderBaseContainer } from "./base-container";
import { ContainerProps, renderContainer } from "./container";
import { renderDnsConfig } from "./dns-config";
import { GroupPlace } from "./group-place";
import { IpAddress } from "./ip-address";
import { firstTcpPort, Port } from "./port";
import { exposedPortsOf } from "./ports";
import { ContainerGroupProps } from "./props";
import { withRevision } from "./revision";
import { checkContainerGroup } from "./rules";

/**
 * Containers that run together behind one address: an Azure Container Instances container group.
 *
 * Azure can change the tags and the identities of a running group. Any other change replaces it: the old group goes,
 * the new one comes with a new IP address.
 */
export class ContainerGroup extends Construct {
  private readonly resource: AzureContainerGroup;
  private readonly props: ContainerGroupProps;

  constructor(scope: Construct, id: string, props: ContainerGroupProps) {
    super(scope, id);
    reportFaults(this, checkContainerGroup(this, props));
    this.props = props;
    const { name, resourceGroupName, location, registryCredentials = [], customerManagedKey } = props;
    const tags = literalTexts(props.tags);
    const place: GroupPlace = { scope: this, resourceGroupName, location, tags };
    const unsent = this.unsentOnChange();
    const trigger = new TerraformData(this, "unsent-on-change", { input: unsent });
    const config = {
      name,
      resourceGroupName,
      location,
      osType: props.osType ?? "Linux",
      sku: props.sku,
      priority: props.priority,
      zones: props.zone === undefined ? undefined : [props.zone],
      restartPolicy: props.restartPolicy ?? "Always",
      ...this.renderNetwork(),
      container: props.containers.map((container) => renderContainer(place, container)),
      initContainer: props.initContainers?.map((container) => renderBaseContainer(place, container)),
      identity: this.identity,
      imageRegistryCredential: registryCredentials.map((credential) => credential.render(this)),
      keyVaultKeyId: customerManagedKey?.keyVaultKeyId,
      keyVaultUserAssignedIdentityId: customerManagedKey?.userAssignedIdentityId,
      diagnostics: props.logAnalytics?.render(place),
      tags,
      // By name: Terraform takes no interpolation here, which a reference of cdktf is.
      lifecycle: { replaceTriggeredBy: [`terraform_data.${trigger.friendlyUniqueId}`] },
    };
    this.resource = new AzureContainerGroup(
      this,
      "Resource",
      props.revision ? withRevision(this, config, unsent, props.revision) : config,
    );
  }

  /** Azure's id of the group. */
  get groupId(): string {
    return this.resource.id;
  }

  /** The group's name, with its revision if it has one. */
  get groupName(): string {
    return this.resource.name;
  }

  /** The ports that its address answers on. */
  get exposedPorts(): readonly Port[] {
    return exposedPortsOf(this.props);
  }

  /** The first TCP port that its address answers on. */
  get tcpPort(): number | undefined {
    return firstTcpPort(this.exposedPorts);
  }

  /** The public name, as Azure gives it. Empty without a DNS label. */
  get fqdn(): string {
    return this.resource.fqdn;
  }

  /** The IP address, public or private. Empty without one. */
  get ipAddress(): string {
    return this.resource.ipAddress;
  }

  /** The id of the service principal of its system-assigned identity, for role assignments. */
  get principalId(): string {
    return this.resource.identity.principalId;
  }

  /**
   * Where its first TCP port answers: the first of the exposed ones, or of the first container that has any. Port 443 is
   * taken for HTTPS, by the app's own certificate; Azure ends no TLS here. Undefined without an address or a TCP port.
   */
  get url(): string | undefined {
    const { ipAddress, dnsNameLabel } = this.props;
    if (ipAddress?.type === "None") return undefined;
    return this.urlAt(dnsNameLabel === undefined ? this.ipAddress : this.fqdn);
  }

  /** The same where another host name leads to it. */
  urlAt(host: string): string | undefined {
    const port = this.tcpPort;
    if (port === undefined) return undefined;
    if (port === 443) return `https://${host}`;
    return port === 80 ? `http://${host}` : `http://${host}:${port}`;
  }

  private renderNetwork() {
    const { ipAddress = IpAddress.public(), dnsConfig } = this.props;
    return {
      ipAddressType: ipAddress.type,
      subnetIds: ipAddress.subnetId === undefined ? undefined : [ipAddress.subnetId],
      // All of them, even when they are all the containers': left out later, Terraform would keep what was there.
      exposedPort:
        ipAddress.type === "None"
          ? undefined
          : this.exposedPorts.map(({ number, protocol }) => ({ port: number, protocol })),
      dnsNameLabel: this.props.dnsNameLabel,
      dnsNameLabelReusePolicy: this.props.dnsNameLabelReusePolicy,
      dnsConfig: dnsConfig && renderDnsConfig(dnsConfig),
    };
  }

  private get identity() {
    const { systemAssignedIdentity, userAssignedIdentityIds = [], customerManagedKey } = this.props;
    return renderIdentity(systemAssignedIdentity, [
      ...userAssignedIdentityIds,
      ...(this.props.registryCredentials ?? []).map(({ identityId }) => identityId),
      customerManagedKey?.userAssignedIdentityId,
    ]);
  }

  /**
   * What azurerm never sends, or sends without what Azure never gave back, when it changes in place. A change of it has to
   * replace the group. The resource is there even when it holds nothing: Terraform takes an update of it for a trigger,
   * but not its creation.
   *
   * Source: azurerm's container_group_resource.go (resourceContainerGroupUpdate), Terraform documentation,
   * "The lifecycle Meta-Argument" (replace_triggered_by).
   */
  private unsentOnChange() {
    const { containers, initContainers = [], customerManagedKey, dnsNameLabelReusePolicy } = this.props;
    const settings = [...containers, ...initContainers]
      .map(({ name, command, ...props }: ContainerProps) => ({
        name,
        cpu_limit: props.cpuLimit?.cores,
        memory_limit: props.memoryLimit?.gigabytes,
        // Terraform keeps a command that is taken away.
        commands: command?.map(literalText),
      }))
      .filter((values) => values.cpu_limit ?? values.memory_limit ?? values.commands);
    return {
      containers: settings.length > 0 ? settings : undefined,
      dns_name_label_reuse_policy: dnsNameLabelReusePolicy,
      key_vault_user_assigned_identity_id: customerManagedKey?.userAssignedIdentityId,
      // azurerm sends the whole group with a new identity, less the passwords and secure values it cannot read.
      identity: this.hasSecrets ? this.identity : undefined,
    };
  }

  private get hasSecrets(): boolean {
    const { containers, initContainers = [], registryCredentials = [] } = this.props;
    return (
      registryCredentials.some(({ identityId }) => identityId === undefined) ||
      [...containers, ...initContainers].some(({ environmentVariables = {} }) =>
        Object.values(environmentVariables).some((value) => value instanceof Secret),
      )
    );
  }
}
