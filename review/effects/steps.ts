import { isHelper, WORKLOADS } from "../../core/terraform/resource-kinds";
import { secondsOfWait } from "../../core/terraform/wait";
import { StackModel } from "../plan/stack-model";
import { Action, isAffected, PlannedOutput, ResourceChange, StackPlan } from "../plan/stack-plan";
import { inPlaceOfMarks } from "../plan/value";
import { Effect, ReviewStep } from "./review-step";
import { StackRole } from "./roles";
import { causesOf, StackWords } from "../words/causes";
import { listed } from "../words/listed";
import { titleOf } from "../words/resource-words";

/** A stack's plan with what tells what it means. */
export interface PlannedStep {
  readonly plan: StackPlan;
  readonly role: StackRole;
  /** As it is declared after the change, or was before it. */
  readonly model: StackModel;
  /** What changed in what an image is built from, if that is known. */
  readonly buildCauses?: readonly string[];
}

/** What happens to the thing that a stack is for; undefined if nothing does. */
export function stepOf(step: PlannedStep, words: StackWords): ReviewStep | undefined {
  const { plan, role } = step;
  if (plan.existence !== "gone" && !isAffected(plan)) return undefined;
  const told = tell(step, words);
  const address = addressOf(plan);
  return {
    stack: plan.stack,
    kind: role.kind,
    subject: role.subject,
    effect: told.effect,
    causes: told.causes,
    sentences: told.sentences,
    ...(address && { address }),
  };
}

type Told = Pick<ReviewStep, "effect" | "causes" | "sentences">;

function tell(step: PlannedStep, words: StackWords): Told {
  const { plan, role } = step;
  if (plan.existence === "gone") {
    return {
      effect: "gone",
      causes: [],
      sentences: [
        "It is not declared any more. A deploy leaves it as it is and forgets it: what exists in Azure stays there, and is paid for, until it is destroyed.",
      ],
    };
  }
  if (plan.existence === "destroyed") return tellTakenDown(step, words);
  if (role.kind === "app") return tellApp(step, words);
  if (role.kind === "image") return tellImage(step);
  return tellOthers(step, words);
}

function tellTakenDown({ plan, role }: PlannedStep, words: StackWords): Told {
  const { resources } = plan;
  const told = resources.filter(({ type }) => !isHelper(type));
  const rest = role.kind === "image" ? ["What was pushed stays in the registry."] : [];
  return {
    effect: "takenDown",
    causes: [],
    sentences: [...where(plan), ...sentencesOf(told, resources, words), ...rest],
  };
}

function tellApp({ plan, model }: PlannedStep, words: StackWords): Told {
  const { resources } = plan;
  const workloads = resources.filter(({ type, isSuperseded }) => WORKLOADS.includes(type) && !isSuperseded);
  // Of two, one goes and the other comes: the platform changes.
  const app = workloads.find(({ action }) => action === "delete") ?? workloads[0];
  const others = sentencesOf(
    resources.filter((one) => !workloads.includes(one) && !isQuiet(one, plan)),
    resources,
    words,
  );
  const causes = app ? causesOf(app, resources, words) : [];
  if (plan.existence === "new") return { effect: "new", causes: [], sentences: [...where(plan), ...others] };
  const seconds = drainSeconds(model);
  if (!app && seconds !== undefined && resources.some(isLeft) && resources.some(movesTraffic)) {
    const sentence = `The group that an earlier deploy made takes the traffic once it is healthy; what ran before goes ${seconds} seconds after that.`;
    return {
      effect: "replacedGated",
      causes: ["it has not had the traffic yet"],
      sentences: [sentence, ...where(plan), ...others],
    };
  }
  if (!app) {
    const all = resources.filter(({ type }) => !isHelper(type));
    return {
      effect: "settings",
      causes: [
        ...new Set(all.flatMap((one) => (one.action === "update" ? causesOf(one, resources, words) : []))),
      ],
      sentences: [...others, "What runs is not touched."],
    };
  }
  if (workloads.length > 1) {
    const comes = workloads.find((one) => one !== app)!;
    const sentence = `The ${titleOf(app)} goes while the ${titleOf(comes)} comes: it is away until the new one has started.`;
    return {
      effect: "replaced",
      causes: ["its platform changes"],
      sentences: [sentence, ...where(plan), ...others],
    };
  }
  if (app.action === "update" && app.changes.some(({ key }) => key.startsWith("template"))) {
    const sentence =
      "A new revision comes, and takes the traffic once it is ready; until then the old one serves.";
    return { effect: "newRevision", causes, sentences: [sentence, ...where(plan), ...others] };
  }
  if (app.action === "update")
    return { effect: "inPlace", causes, sentences: ["It goes on running.", ...others] };
  if (app.action === "create") return { effect: "new", causes: [], sentences: [...where(plan), ...others] };
  if (seconds === undefined) {
    const what = app.type === "azurerm_container_app" ? "app" : "group";
    const sentence = `The old ${what} goes, then the new one comes: it is away while the new one starts.`;
    return { effect: "replaced", causes, sentences: [sentence, ...where(plan), ...others] };
  }
  if (
    resources.some(({ type, action }) => type === "azurerm_traffic_manager_profile" && action === "replace")
  ) {
    const sentence =
      "The public name goes first. The next one comes when the new group is healthy: it is away until then.";
    return { effect: "replaced", causes, sentences: [sentence, ...where(plan), ...others] };
  }
  const sentence = `The new group comes beside the old one, and takes the traffic once it is healthy: both run, and are paid for, until ${seconds} seconds after that.`;
  return { effect: "replacedGated", causes, sentences: [sentence, ...where(plan), ...others] };
}

/** A group that a rollout left: the one after it did not become healthy. */
function isLeft({ type, isSuperseded }: ResourceChange): boolean {
  return WORKLOADS.includes(type) && isSuperseded === true;
}

function movesTraffic({ type, action }: ResourceChange): boolean {
  return type === "azurerm_traffic_manager_external_endpoint" && action !== "delete";
}

function tellImage({ plan, role, buildCauses }: PlannedStep): Told {
  const tags = plan.outputs.find(({ name }) => name === "tags");
  const [before, after] = [tags?.before, tags?.after].map((list) =>
    Array.isArray(list) ? list.map(String) : [],
  );
  const [was, is] = [before![0], after![0]];
  const [oldAliases, aliases] = [before!.slice(1), after!.slice(1)];
  const repository = repositoryOf(plan) ?? role.app;
  if (is !== undefined && was !== is) {
    const moved =
      aliases.length > 0 ? ` ${aliases.join(", ")} ${aliases.length > 1 ? "move" : "moves"} to it.` : "";
    const what = `Built and pushed to ${repository} as ${shortTag(is)}, unless the registry holds that content already.${moved}`;
    return {
      effect: plan.existence === "new" ? "new" : "built",
      causes: plan.existence === "new" ? [] : (buildCauses ?? ["what it is built from changed"]),
      sentences: [what, ...left(oldAliases, aliases)],
    };
  }
  const added = aliases.filter((alias) => !oldAliases.includes(alias));
  return {
    effect: plan.existence === "new" ? "new" : "settings",
    causes: [
      ...added.map((alias) => `tag ${alias} is new`),
      ...oldAliases.filter((alias) => !aliases.includes(alias)).map((alias) => `tag ${alias} is gone`),
    ],
    sentences: [
      added.length > 0
        ? `The image stays as it is and gets the ${added.length > 1 ? "tags" : "tag"} ${added.join(", ")}.`
        : "The image stays as it is; the way it is published changes.",
      ...left(oldAliases, aliases),
    ],
  };
}

function left(before: readonly string[], after: readonly string[]): string[] {
  return before
    .filter((alias) => !after.includes(alias))
    .map((alias) => `The tag ${alias} moves no more; in the registry it stays where it is.`);
}

function tellOthers({ plan, role }: PlannedStep, words: StackWords): Told {
  const { resources } = plan;
  const main = resources.find(({ type }) => type === mainTypeOf(role));
  const told = resources.filter((one) => !isHelper(one.type));
  const effect: Effect =
    plan.existence === "new"
      ? "new"
      : main?.action === "replace"
        ? "replaced"
        : main?.action === "update"
          ? "inPlace"
          : "settings";
  const causes = new Set(
    told
      .filter(({ action }) => action === "update" || action === "replace")
      .flatMap((one) => causesOf(one, resources, words))
      // What follows another change of the same stack is no cause of what happens to the stack.
      .filter((cause) => !cause.endsWith(" is made anew")),
  );
  // A stack of nothing but steps of the deploy is told by them.
  const steps = resources.map((one) => ({ ...one, changes: [] }));
  const sentences = sentencesOf(told.length > 0 ? told : steps, resources, words);
  if (sentences.length === 0) sentences.push("Only what other stacks are told of it changes.");
  return { effect, causes: [...causes], sentences };
}

/** What a stack that runs no app is there for. */
function mainTypeOf({ kind }: StackRole): string {
  if (kind === "registry") return "azurerm_container_registry";
  return kind === "platform" ? "azurerm_container_app_environment" : "azurerm_storage_account";
}

/** One sentence for all resources that the same happens to for the same reason. */
function sentencesOf(
  told: readonly ResourceChange[],
  all: readonly ResourceChange[],
  words: StackWords,
): string[] {
  const groups = new Map<string, { titles: string[]; action: Action; why: string }>();
  for (const change of told.filter((one) => !isPartOfToken(one, told))) {
    const causes =
      change.action === "create" || change.action === "delete" ? [] : causesOf(change, all, words);
    const why = causes.length > 0 ? `: ${causes.join("; ")}` : "";
    const key = `${change.action} ${why}`;
    const group = groups.get(key) ?? { titles: [], action: change.action, why };
    group.titles.push(titleOf(change));
    groups.set(key, group);
  }
  return [...groups.values()].map(
    ({ titles, action, why }) => `The ${listed(titles)} ${VERBS[action][titles.length > 1 ? 1 : 0]}${why}.`,
  );
}

/** What is said of one, and of many. */
const VERBS: Readonly<Record<Action, readonly [one: string, many: string]>> = {
  create: ["is new", "are new"],
  delete: ["is deleted", "are deleted"],
  replace: ["is replaced", "are replaced"],
  update: ["changes in place", "change in place"],
  forget: ["stays, and is no more looked after", "stay, and are no more looked after"],
};

/** A token is told as one thing, with its rights and its password. */
function isPartOfToken({ type, action, path }: ResourceChange, all: readonly ResourceChange[]): boolean {
  if (!["azurerm_container_registry_scope_map", "azurerm_container_registry_token_password"].includes(type))
    return false;
  const [owner] = path.split("/");
  return all.some(
    (other) =>
      other.type === "azurerm_container_registry_token" &&
      other.action === action &&
      other.path.startsWith(`${owner}/`),
  );
}

/** What needs no sentence beside the app: a step of the deploy, or the resource group that comes with a new one. */
function isQuiet({ type, action }: ResourceChange, { existence }: StackPlan): boolean {
  return isHelper(type) || (type === "azurerm_resource_group" && action === "create" && existence === "new");
}

function where({ outputs, existence }: StackPlan): string[] {
  const url = outputs.find(({ name }) => name === "url");
  if (!url) return [];
  const [before, after] = [shownUrl(url.before), shownUrl(url.after)];
  if (after === undefined) return before === undefined ? [] : [`It answers at ${before} no more.`];
  if (before === undefined)
    return [existence === "new" ? `It will answer at ${after}.` : `It answers at ${after} from now on.`];
  return before === after ? [`The url stays ${after}.`] : [`The url changes from ${before} to ${after}.`];
}

/** On Container Apps, Azure gives the domain below the app's own name. */
function shownUrl(value: unknown): string | undefined {
  if (typeof value !== "string") return undefined;
  const isHostGiven = /^\w+:\/\/(?:[:/]|$)/.test(inPlaceOfMarks(value, ""));
  return inPlaceOfMarks(
    value,
    isHostGiven ? "(an IP address that Azure gives)" : "(a domain that Azure gives)",
  );
}

function addressOf({ outputs, existence }: StackPlan): ReviewStep["address"] {
  const url: PlannedOutput | undefined = outputs.find(({ name }) => name === "url");
  if (!url) return undefined;
  const [before, after] = [shownUrl(url.before), existence === "gone" ? undefined : shownUrl(url.after)];
  return { ...(before !== undefined && { before }), ...(after !== undefined && { after }) };
}

/** How long a gated rollout keeps the old group after the traffic has moved; undefined without one. */
function drainSeconds({ resources }: StackModel): number | undefined {
  const isGated = [...resources.values()].some(
    ({ type }) => type === "azurerm_traffic_manager_external_endpoint",
  );
  if (!isGated) return undefined;
  const waits = [...resources.values()].flatMap(({ provisioners }) =>
    provisioners.flatMap(({ command }) => secondsOfWait(command) ?? []),
  );
  return waits[0] ?? 0;
}

function repositoryOf({ outputs }: StackPlan): string | undefined {
  const image = outputs.find(({ name }) => name === "image")?.after;
  return typeof image === "string" ? /^[^/]*\/(.+)@/.exec(inPlaceOfMarks(image, ""))?.[1] : undefined;
}

/** A content tag, short enough to read. */
function shortTag(tag: string): string {
  return tag.replace(/^(content-[0-9a-f]{8})[0-9a-f]{24}$/, "$1…");
}
