import { TrafficManagerExternalEndpoint } from "@cdktf/provider-azurerm/lib/traffic-manager-external-endpoint";
import { TrafficManagerProfile } from "@cdktf/provider-azurerm/lib/traffic-manager-profile";
import { LocalExecProvisioner } from "cdktf";
import { Construct } from "constructs";
import { Tags } from "../../core/azure/tags";
import { checkWholeNumber, Fault, refuse, reportFaults } from "../../core/fault";
import { TerraformData } from "../../core/terraform/data";
import { literalText, literalTexts } from "../../core/terraform/literal-text";
import { waitCommand } from "../../core/terraform/wait";
import { ContainerGroup } from "../container-group/container-group";
import { AWAIT_GROUP, awaitHealthy } from "./await-healthy";
import { HealthCheck } from "./health-check";
import { GatedRolloutChoice, MOST_SECONDS } from "./rollout";

/** What a {@link GatedRollout} is made from. */
export interface GatedRolloutProps extends Omit<GatedRolloutChoice, "kind"> {
  /** The group that takes the traffic when it is healthy. It must have a revision. */
  readonly group: ContainerGroup;
  /** How to find out that it is. */
  readonly health: HealthCheck;
  /** The port to ask: one that the group's address answers on. */
  readonly port: number;
  /** The name of the Traffic Manager profile: 1–63 letters, digits and hyphens. */
  readonly name: string;
  /** The first part of the public name, `LABEL.trafficmanager.net`. */
  readonly dnsNameLabel: string;
  /** The resource group that holds the profile. */
  readonly resourceGroupName: string;
  /**
   * What else must go well before the public name moves, once the new group is healthy.
   * @default - nothing
   */
  readonly beforeMove?: readonly LocalExecProvisioner[];
  /**
   * What else must go well after the public name has moved, before the wait that the old group outlives.
   * @default - nothing
   */
  readonly afterMove?: readonly LocalExecProvisioner[];
  /**
   * Azure tags. Traffic Manager takes no tag name with a space, `#` or `:` in it or a digit first.
   * @default - no tags
   */
  readonly tags?: Tags;
}

/**
 * Moves a public name from one container group to the next without downtime. Terraform's order of a change is: make
 * the new group, ask it for its health, move the endpoint, wait for DNS caches, remove the old group. If the new group
 * does not come up in time, the apply ends before the endpoint moves.
 */
export class GatedRollout extends Construct {
  private readonly profile: TrafficManagerProfile;
  private readonly group: ContainerGroup;

  constructor(scope: Construct, id: string, props: GatedRolloutProps) {
    super(scope, id);
    const { group, health, port, beforeMove = [], afterMove = [] } = props;
    reportFaults(this, faultsOf(props));
    this.group = group;

    // This and "drained" are not created before destroyed, although the group is: with that, going back to
    // Rollout.replace() would be a cycle to Terraform.
    const healthy = new TerraformData(this, "healthy", {
      triggersReplace: { group: group.groupId },
      provisioners: [
        awaitHealthy(AWAIT_GROUP, {
          host: group.fqdn,
          port,
          health,
          logs: `az container logs --resource-group ${props.resourceGroupName} --name ${group.groupName}`,
        }),
        ...beforeMove,
      ],
    });

    this.profile = new TrafficManagerProfile(this, "profile", {
      name: props.name,
      resourceGroupName: props.resourceGroupName,
      trafficRoutingMethod: "Priority",
      dnsConfig: { relativeName: props.dnsNameLabel, ttl: props.dnsTtlSeconds },
      monitorConfig: {
        protocol: "HTTP",
        port,
        path: literalText(health.path),
        expectedStatusCodeRanges: [`${health.status}-${health.status}`],
      },
      tags: literalTexts(props.tags),
    });
    const endpoint = new TrafficManagerExternalEndpoint(this, "endpoint", {
      name: "container-group",
      profileId: this.profile.id,
      // Changed in place: this is the move.
      target: group.fqdn,
      // The only endpoint there is: leaving it out of the answers could help nobody.
      alwaysServeEnabled: true,
      dependsOn: [healthy],
    });
    // The old group goes after all that depends on the new one is made: so it outlives this wait.
    new TerraformData(this, "drained", {
      triggersReplace: { group: group.groupId },
      provisioners: [
        ...afterMove,
        { type: "local-exec", interpreter: ["sh", "-c"], command: waitCommand(props.drainSeconds) },
      ],
      dependsOn: [endpoint],
    });
  }

  /** The public name. */
  get fqdn(): string {
    return this.profile.fqdn;
  }

  /** Where the app answers, whichever group runs it. */
  get url(): string | undefined {
    return this.group.urlAt(this.fqdn);
  }
}

function faultsOf({ group, health, port, dnsTtlSeconds, drainSeconds, tags }: GatedRolloutProps): Fault[] {
  const seconds = { from: 0, to: MOST_SECONDS, unit: "seconds" };
  const unsound = [
    ...checkWholeNumber("rollout.dnsTtlSeconds", dnsTtlSeconds, seconds),
    ...checkWholeNumber("rollout.drainSeconds", drainSeconds, seconds),
  ];
  return [
    ...unsound,
    ...(unsound.length === 0 && drainSeconds < dnsTtlSeconds
      ? refuse(
          "rollout.drainSeconds",
          drainSeconds,
          `at least the TTL of ${dnsTtlSeconds} s, while clients still ask the old group`,
          `write for example ${dnsTtlSeconds + 5}, or leave it out`,
        )
      : []),
    ...health.check("health", group.exposedPorts),
    ...(port === 443
      ? refuse(
          "health.port",
          port,
          "a port that answers plain HTTP, since the certificate is for another name than the group's",
          'name one, for example HealthCheck.http("/health", { port: 8080 })',
        )
      : []),
    ...checkTagNames(tags),
  ];
}

/** Source: Azure documentation, "Use tags to organize your Azure resources" (limitations). */
function checkTagNames(tags: Tags = {}): Fault[] {
  const allowed = "with a gated rollout, tag names without spaces, # and : that start with no digit";
  return Object.keys(tags)
    .filter((name) => /[ #:]|^[0-9]/.test(name))
    .flatMap((name) => refuse("tags", name, allowed, "rename the tag, since Traffic Manager takes no other"));
}
