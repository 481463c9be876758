import { asBlocks, blocksIn, Json } from "../core/terraform/json";
import { templateOf, WORKLOADS } from "../core/terraform/resource-kinds";

/** A stack as Terraform reads it: its JSON, whose shape is Terraform's. */
export type StackJson = Record<string, unknown>;

/** Something in a stack that a policy does not want: `{ path, found: "2 owners", fix: "name one" }`. */
export interface Finding {
  /** The construct's path, for example `dev-hello/container-group/Resource`. */
  readonly path: string;
  /** What was found; never a secret. */
  readonly found: string;
  /** What to do about it. */
  readonly fix: string;
}

/** A rule that Azure does not enforce but whoever runs this in production wants. Its file is called after its id. */
export interface Policy {
  /** Names it in reports and suppressions. */
  readonly id: string;
  /** Why anybody should care, in one sentence. */
  readonly reason: string;
  /**
   * Whether it holds only for stacks that serve an environment marked as production.
   * @default false
   */
  readonly inProductionOnly?: boolean;
  /** What a stack has against it. Pure: the same JSON gives the same findings. */
  readonly check: (stack: StackJson) => Finding[];
}

/**
 * A policy of one's own. `resourcesIn(stack, "azurerm_container_group")` gives the resources of a stack.
 *
 * @example
 * const noSpot: OwnPolicy = {
 *   id: "no-spot",
 *   reason: "Azure may stop a Spot group at any time.",
 *   check: (stack) =>
 *     resourcesIn(stack, "azurerm_container_group")
 *       .filter(({ attributes }) => attributes.priority === "Spot")
 *       .map(({ path }) => ({ path, found: "a Spot group", fix: "leave out priority" })),
 *   examples: {
 *     passes: { resource: { azurerm_container_group: { web: { priority: "Regular" } } } },
 *     fails: { resource: { azurerm_container_group: { web: { priority: "Spot" } } } },
 *   },
 * };
 */
export interface OwnPolicy extends Policy {
  /** A stack that it lets pass and one that it does not: looked at in every run, so that it cannot fail unseen. */
  readonly examples: { readonly passes: StackJson; readonly fails: StackJson };
}

/** A resource of a stack, with the path of the construct that made it. */
export interface PolicyResource {
  readonly path: string;
  readonly type: string;
  readonly attributes: Json;
}

/** The resources of a stack, of one type if one is given. */
export function resourcesIn(stack: StackJson, type?: string): PolicyResource[] {
  return blocksIn(stack.resource)
    .filter((block) => type === undefined || block.type === type)
    .map(({ type, id, json, path = `${type}.${id}` }) => ({ path, type, attributes: json }));
}

/** What runs an app: a container group, or a container app, whose containers stand in its template. */
export interface Workload {
  readonly path: string;
  readonly containers: readonly Json[];
  readonly initContainers: readonly Json[];
}

/** The container groups and container apps of a stack. */
export function workloadsIn(stack: StackJson): Workload[] {
  return WORKLOADS.flatMap((type) => resourcesIn(stack, type)).map(({ path, attributes }) => {
    const { container, init_container } = templateOf(attributes);
    return { path, containers: asBlocks(container), initContainers: asBlocks(init_container) };
  });
}
