import { Fault, inWords, refuse } from "../../core/fault";
import { IpAddress } from "../container-group/ip-address";
import { HealthCheck } from "./health-check";

/** The longest time that a gated rollout lets clients or the old group take, in seconds. */
export const MOST_SECONDS = 3600;

/** What a gated rollout of container groups may be told: Azure Container Apps moves the traffic itself. */
export interface GatedRolloutOptions {
  /**
   * How long clients keep the address behind the public name, in seconds: 0–3600. Each deploy waits about as long
   * before the old group goes.
   * @default 30
   */
  readonly dnsTtlSeconds?: number;
  /**
   * How long the old group still answers after the public name has moved, in seconds: 0–3600, and not less than the
   * TTL.
   * @default - the TTL and 5 seconds, for clients that asked at the last moment; 3600 at most
   */
  readonly drainSeconds?: number;
}

/**
 * How a changed container group takes the place of the one that runs.
 *
 * @example
 * const prod: EnvironmentDeclaration = {
 *   name: "prod",
 *   registry: "main",
 *   rollout: Rollout.gated({ dnsTtlSeconds: 10, drainSeconds: 60 }),
 * };
 */
export type Rollout = ReplaceRollout | GatedRolloutChoice;

/** The old group goes, then the new one comes. */
export interface ReplaceRollout {
  readonly kind: "replace";
}

/** The new group comes, proves healthy and takes the traffic; then the old one goes. */
export interface GatedRolloutChoice {
  readonly kind: "gated";
  readonly dnsTtlSeconds: number;
  readonly drainSeconds: number;
}

/** Chooses a rollout. */
export const Rollout = {
  /**
   * Azure's own way: the old group goes, then the new one comes under the same name. The app is away for the time it
   * takes to start, and a broken image takes its place all the same.
   */
  replace(): ReplaceRollout {
    return { kind: "replace" };
  },

  /**
   * Without downtime: the new group is made beside the old one, must pass the app's health check, and only then gets
   * the traffic of the public name `LABEL.trafficmanager.net`. The old group goes when no client asks it any more.
   * Until then both run and are billed. On Azure Container Apps a deploy ends well only when the new revision passes the
   * app's health check.
   */
  gated(options: GatedRolloutOptions = {}): GatedRolloutChoice {
    const { dnsTtlSeconds = 30, drainSeconds = Math.min(dnsTtlSeconds + 5, MOST_SECONDS) } = options;
    return { kind: "gated", dnsTtlSeconds, drainSeconds };
  },
};

const GATED = "for an app with a gated rollout";

/** What a gated rollout needs and an app lacks. */
export function checkGatedApp(app: {
  readonly health?: HealthCheck;
  readonly tcpPort?: number;
  readonly dnsNameLabel?: string;
  readonly ipAddress?: IpAddress;
}): Fault[] {
  const lacks = (property: string, given: unknown, allowed: string, fix: string) =>
    refuse(property, given, `${allowed} ${GATED}`, `${fix}, or use Rollout.replace()`);
  const type = app.ipAddress?.type ?? "Public";
  // Neither has a label, and one is never asked.
  if (type === "None" || (type === "Private" && app.dnsNameLabel === undefined)) {
    const address = inWords(`IpAddress.${type.toLowerCase()}(…)`);
    const replaced = app.health && type === "None" ? "Rollout.replace() without health" : "Rollout.replace()";
    return refuse(
      "ipAddress",
      address,
      `an address that can be asked from outside, ${GATED}`,
      `leave it out, or use ${replaced}`,
    );
  }
  return [
    ...(app.health === undefined
      ? lacks(
          "health",
          undefined,
          "a health check, or an HTTP probe at a port that the address answers on,",
          'write for example health: HealthCheck.http("/health")',
        )
      : []),
    ...(app.tcpPort === undefined
      ? lacks("ports", undefined, "1 TCP port or more", "write for example ports: [Port.tcp(8080)]")
      : []),
    ...(app.dnsNameLabel === undefined
      ? lacks("dnsNameLabel", false, "a DNS label, by which its traffic moves,", "leave it out")
      : []),
  ];
}
