import { PlannedStep } from "../effects/steps";
import { isAffected } from "../plan/stack-plan";
import { inPlaceOfMarks } from "../plan/value";

/** What happens to a part of a picture. */
export type Mark = "new" | "replaced" | "inPlace" | "gone" | "same";

/** A part: a registry, an image, an app that runs, or the address that it answers at. */
export interface PictureNode {
  readonly id: string;
  readonly kind: "registry" | "image" | "app" | "address" | "other";
  readonly label: string;
  readonly mark: Mark;
}

/** What is deployed, from the registries to the addresses, and what happens to each part. */
export interface Picture {
  readonly nodes: readonly PictureNode[];
  readonly edges: readonly { readonly from: string; readonly to: string }[];
  /** How many parts are left out, since they do not change or are too many. */
  readonly leftOut: number;
  /** Whether anything is compared: without it, nothing is faded. */
  readonly compares: boolean;
}

/** The most parts that a picture of a comparison shows. */
const MOST = 60;
/** Above this many it shows what changes, with its neighbours. */
const FEW = 40;

const WEIGHT: Record<Mark, number> = { gone: 0, replaced: 1, new: 2, inPlace: 3, same: 4 };

/** Draws what changes; without a comparison, all there is. */
export function pictureOf(planned: readonly PlannedStep[], compares: boolean): Picture {
  const nodes = planned.flatMap((step) => [stackNode(step, compares), ...addressNode(step, compares)]);
  const ids = new Set(nodes.map(({ id }) => id));
  const edges = planned
    .flatMap((step) => [...incoming(step), { from: step.plan.stack, to: addressId(step) }])
    .filter(({ from, to }) => ids.has(from) && ids.has(to));
  const shown = compares && nodes.length > FEW ? changedWithNeighbours(nodes, edges) : ids;
  return {
    nodes: nodes.filter(({ id }) => shown.has(id)),
    edges: edges.filter(({ from, to }) => shown.has(from) && shown.has(to)),
    leftOut: nodes.length - shown.size,
    compares,
  };
}

function stackNode({ plan, role, model }: PlannedStep, compares: boolean): PictureNode {
  const kind = role.kind === "stateStorage" || role.kind === "platform" ? "other" : role.kind;
  return {
    id: model.name,
    kind,
    label: kind === "image" ? `image ${role.app}` : role.subject.replace(/^the /, ""),
    mark: compares ? markOf(plan, kind) : "same",
  };
}

function markOf(plan: PlannedStep["plan"], kind: PictureNode["kind"]): Mark {
  if (plan.existence === "destroyed") return "gone";
  if (plan.existence !== "kept") return plan.existence;
  if (!isAffected(plan)) return "same";
  if (kind === "image")
    return contentOf(plan, "before") === contentOf(plan, "after") ? "inPlace" : "replaced";
  const main = kind === "app" ? /^azurerm_container_(group|app)$/ : /^azurerm_container_registry$/;
  return plan.resources.some(({ type, action }) => main.test(type) && action === "replace")
    ? "replaced"
    : "inPlace";
}

function contentOf({ outputs }: PlannedStep["plan"], when: "before" | "after"): unknown {
  const tags = outputs.find(({ name }) => name === "tags")?.[when];
  return Array.isArray(tags) ? tags[0] : undefined;
}

function addressId({ plan }: PlannedStep): string {
  return `${plan.stack} address`;
}

function addressNode(step: PlannedStep, compares: boolean): PictureNode[] {
  const { plan, role } = step;
  const url = role.kind === "app" ? plan.outputs.find(({ name }) => name === "url") : undefined;
  const [before, after] = [url?.before, url?.after].map((one) =>
    typeof one === "string" ? inPlaceOfMarks(one, "IP address") : undefined,
  );
  const shown = after ?? before;
  if (shown === undefined) return [];
  const moved = before === undefined ? "new" : before === after ? "same" : "replaced";
  const mark = plan.existence === "gone" || after === undefined ? "gone" : moved;
  return [
    {
      id: addressId(step),
      kind: "address",
      label: shown.replace(/^https?:\/\//, ""),
      mark: compares ? mark : "same",
    },
  ];
}

/** What a stack takes from others. Of the registry only what does not come by way of an image. */
function incoming({ model, role }: PlannedStep): { from: string; to: string }[] {
  const images = model.dependencies.filter((name) => name.endsWith("-image"));
  const from = role.kind === "app" && images.length > 0 ? images : model.dependencies;
  return from.map((name) => ({ from: name, to: model.name }));
}

/** What changes most first, each with what it comes from and where it answers, as long as there is room. */
function changedWithNeighbours(nodes: readonly PictureNode[], edges: Picture["edges"]): Set<string> {
  const changed = nodes
    .filter(({ mark }) => mark !== "same")
    .sort((one, other) => WEIGHT[one.mark] - WEIGHT[other.mark]);
  const neighbours = new Map<string, string[]>();
  for (const { from, to } of edges) {
    neighbours.set(to, [...(neighbours.get(to) ?? []), from]);
    if (to === `${from} address`) neighbours.set(from, [...(neighbours.get(from) ?? []), to]);
  }
  const shown = new Set<string>();
  for (const { id } of changed) {
    const added = [id, ...(neighbours.get(id) ?? [])].filter((one) => !shown.has(one));
    if (shown.size + added.length > MOST) break;
    added.forEach((one) => shown.add(one));
  }
  return shown;
}
