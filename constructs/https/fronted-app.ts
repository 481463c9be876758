import { ContainerGroupProps } from "../container-group/props";
import { HealthCheck } from "../rollout/health-check";
import { GatedRolloutChoice } from "../rollout/rollout";
import { Https } from "./https";

/** An app that is to answer over HTTPS. */
export interface FrontedApp {
  readonly https: Https;
  /** Its container group as it would be without HTTPS. The first container is the app. */
  readonly group: ContainerGroupProps;
  /** The image of the web server, as `docker pull` takes it. */
  readonly image: string;
  /** The rollout, if its public name moves from group to group, and so is Traffic Manager's. */
  readonly gated?: Pick<GatedRolloutChoice, "dnsTtlSeconds" | "drainSeconds">;
  /** How to find out that the app is up. */
  readonly health?: HealthCheck;
}
