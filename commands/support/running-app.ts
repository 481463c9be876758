import { Backend } from "../../backends/backend";
import { asBlocks } from "../../core/terraform/json";
import { templateOf, WORKLOADS } from "../../core/terraform/resource-kinds";
import { Outputs, readState, StackState, StateResource } from "./stack-state";

/** An app that runs, as the state of its stack has it. */
export interface RunningApp {
  readonly outputs: Outputs;
  readonly image: string;
  /** Of what runs and of what is beside it: neither what was superseded nor what got no traffic. */
  readonly resources: readonly StateResource[];
}

/**
 * Reads what runs of an app.
 * @returns undefined if nothing of it runs
 * @throws CommandError if the state cannot be read
 */
export async function readRunningApp(backend: Backend, stack: string): Promise<RunningApp | undefined> {
  return runningAppIn(await readState(backend, stack));
}

/**
 * What runs of an app, if anything. The output `image` alone does not say it: Terraform writes it even when the deploy
 * fails, so that it may name what was never made, or what got no traffic.
 */
export function runningAppIn({ outputs, resources }: StackState): RunningApp | undefined {
  if (typeof outputs.image !== "string") return undefined;
  const running = runningOf(resources);
  if (!running) return undefined;
  const image = imageOf(running) ?? outputs.image;
  const isTold = (one: StateResource) => one === running || (!isWorkload(one) && !one.isSuperseded);
  return { outputs, image, resources: resources.filter(isTold) };
}

/** The container group or container app that gets the traffic. */
export function runningOf(resources: readonly StateResource[]): StateResource | undefined {
  const workloads = resources.filter(isWorkload);
  const newest = workloads.find(({ isSuperseded }) => !isSuperseded);
  const current = (type: string) => resources.find((one) => one.type === type && !one.isSuperseded);
  const endpoint = current("azurerm_traffic_manager_external_endpoint");
  if (endpoint) return workloads.find(({ attributes }) => attributes.fqdn === endpoint.attributes.target);
  // A gated rollout that has not moved its public name yet, from a group that was not gated.
  if (current("azurerm_traffic_manager_profile")) return workloads.find(({ isSuperseded }) => isSuperseded);
  return newest;
}

function isWorkload({ type }: StateResource): boolean {
  return WORKLOADS.includes(type);
}

function imageOf({ attributes }: StateResource): string | undefined {
  const [main] = asBlocks(templateOf(attributes).container);
  return typeof main?.image === "string" ? main.image : undefined;
}
