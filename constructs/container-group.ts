import { ContainerGroup as AzureContainerGroup } from "@cdktf/provider-azurerm/lib/container-group";
import { Construct } from "constructs";
import { checkName } from "./azure-names";
import { checkContainer, ContainerProps, renderContainer } from "./container";
import { Problem, reportProblems } from "./problem";
import { RegistryCredential } from "./registry-credential";
import { checkRoomForRevision, RevisionProps, withRevision } from "./revision";

/** What Azure does when a container ends, by Azure's names. */
export const RESTART_POLICIES = ["Always", "OnFailure", "Never"] as const;

/** What Azure does when a container ends. */
export type RestartPolicy = (typeof RESTART_POLICIES)[number];

/** The most ports that one public IP address answers on. */
const PORTS_PER_ADDRESS = 5;

/** What a {@link ContainerGroup} is made from. */
export interface ContainerGroupProps {
  /** The group's name: 1–63 lower-case letters, digits and single hyphens. */
  readonly name: string;
  /** The resource group that holds it. */
  readonly resourceGroupName: string;
  /** The Azure region, for example `westeurope`. */
  readonly location: string;
  /** Its containers, which share one address. The first one's first port is the one that {@link ContainerGroup.url} names. */
  readonly containers: readonly ContainerProps[];
  /**
   * The first part of its public name, `LABEL.REGION.azurecontainer.io`: 5–63 letters, digits and hyphens, unique in
   * the region.
   * @default - no name; the group is reached by IP address
   */
  readonly dnsNameLabel?: string;
  /**
   * What happens when a container ends.
   * @default "Always"
   */
  readonly restartPolicy?: RestartPolicy;
  /**
   * How it logs in to the registries its images come from.
   * @default - no login: public images only
   */
  readonly registryCredentials?: readonly RegistryCredential[];
  /**
   * Makes a changed group beside the old one, which goes last: its name and DNS label get a revision of 14 characters.
   * @default - no revision; the old group goes first, and the new one takes its names
   */
  readonly revision?: RevisionProps;
  /**
   * Azure tags.
   * @default - no tags
   */
  readonly tags?: Record<string, string>;
}

/**
 * Containers that run together behind one public IP address: an Azure Container Instances container group.
 *
 * Azure can change the tags and the identity of a running group. Any other change replaces it: the old group goes, the
 * new one comes with a new IP address.
 */
export class ContainerGroup extends Construct {
  private readonly resource: AzureContainerGroup;
  /** The first TCP port of the first container that has one. */
  readonly tcpPort?: number;
  private readonly firstPort?: number;
  private readonly hasName: boolean;

  constructor(scope: Construct, id: string, props: ContainerGroupProps) {
    super(scope, id);
    reportProblems(this, problemsOf(props));
    this.firstPort = props.containers[0]?.ports?.[0]?.number;
    this.tcpPort = props.containers
      .flatMap(({ ports = [] }) => ports)
      .find(({ protocol }) => protocol === "TCP")?.number;
    this.hasName = props.dnsNameLabel !== undefined;
    const credentials = props.registryCredentials ?? [];
    const identityIds = credentials.flatMap(({ identityId }) => identityId ?? []);
    const config = {
      name: props.name,
      resourceGroupName: props.resourceGroupName,
      location: props.location,
      osType: "Linux",
      ipAddressType: "Public",
      dnsNameLabel: props.dnsNameLabel,
      restartPolicy: props.restartPolicy ?? "Always",
      container: props.containers.map(renderContainer),
      identity: identityIds.length > 0 ? { type: "UserAssigned", identityIds } : undefined,
      imageRegistryCredential: credentials.map((credential) => credential.render(this)),
      tags: props.tags,
    };
    this.resource = new AzureContainerGroup(
      this,
      "Resource",
      props.revision ? withRevision(this, config, props.revision) : config,
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

  /** The public name, as Azure gives it. Empty without a DNS label. */
  get fqdn(): string {
    return this.resource.fqdn;
  }

  /** The public IP address. */
  get ipAddress(): string {
    return this.resource.ipAddress;
  }

  /** Where the first port of the first container answers, over plain HTTP: Azure ends no TLS here. */
  get url(): string {
    const host = this.hasName ? this.fqdn : this.ipAddress;
    return this.firstPort === 80 ? `http://${host}` : `http://${host}:${this.firstPort}`;
  }
}

function problemsOf(props: ContainerGroupProps): Problem[] {
  const { containers, restartPolicy, dnsNameLabel, revision } = props;
  return [
    ...checkName("containerGroup", "name", props.name, "choose a name of that form"),
    ...containers.flatMap((container, i) => checkContainer(`containers[${i}]`, container)),
    ...checkPorts(containers),
    ...(dnsNameLabel === undefined
      ? []
      : checkName("dnsLabel", "dnsNameLabel", dnsNameLabel, "choose a label of that form")),
    ...(revision ? checkRoomForRevision("name", props.name) : []),
    ...(revision && dnsNameLabel ? checkRoomForRevision("dnsNameLabel", dnsNameLabel) : []),
    ...(restartPolicy === undefined || RESTART_POLICIES.includes(restartPolicy)
      ? []
      : [
          {
            property: "restartPolicy",
            given: restartPolicy,
            allowed: RESTART_POLICIES.join(", "),
            fix: "choose one of these policies",
          },
        ]),
  ];
}

function checkPorts(containers: readonly ContainerProps[]): Problem[] {
  const ports = containers.flatMap((container) => container.ports ?? []);
  const property = "ports";
  if (ports.length === 0) {
    return [
      {
        property,
        given: undefined,
        allowed: `1 to ${PORTS_PER_ADDRESS} ports for a public IP address`,
        fix: "say which port the app listens on, for example ports: [Port.tcp(8080)]",
      },
    ];
  }
  const numbers = ports.map(({ number }) => number);
  const twice = numbers.find((number, i) => numbers.indexOf(number) !== i);
  if (twice !== undefined) {
    return [
      {
        property,
        given: twice,
        allowed: "each port once in a group, since its containers share one address",
        fix: "have one of the containers listen on another port",
      },
    ];
  }
  if (ports.length <= PORTS_PER_ADDRESS) return [];
  return [
    {
      property,
      given: numbers,
      allowed: `at most ${PORTS_PER_ADDRESS} ports for a public IP address`,
      fix: "take ports away",
    },
  ];
}
