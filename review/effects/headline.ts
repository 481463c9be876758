import { Finding } from "./finding";
import { Effect, ReviewStep } from "./review-step";
import { listed } from "../words/listed";
import { capital } from "./said";

/**
 * What happens to what runs, in one sentence.
 * @param isAll whether these are all the steps that there will be
 */
export function headlineOf(
  steps: readonly ReviewStep[],
  danger: readonly Finding[],
  { isAll }: { isAll: boolean },
): string {
  const apps = steps.filter(({ kind }) => kind === "app");
  const of = (list: readonly ReviewStep[], effect: Effect) => list.filter((step) => step.effect === effect);
  const others = steps.filter(({ kind }) => kind !== "app" && kind !== "image");
  const lost = danger.filter(({ text }) => text.endsWith("is lost."));
  const clauses = [
    ...(lost.length > 0
      ? [
          `data is lost (${lost.length === 1 ? lost[0]!.text.replace(/^The (.*)\.$/, "$1") : `${lost.length} times, see Danger`})`,
        ]
      : []),
    ...replaced(of(apps, "replaced"), steps, (rebuilt, many) =>
      many
        ? `are ${rebuilt}replaced: away while the new ones start`
        : `is ${rebuilt}replaced: away while the new one starts`,
    ),
    ...replaced(
      of(apps, "replacedGated"),
      steps,
      (rebuilt, many) => `${many ? "are" : "is"} ${rebuilt}replaced without being away`,
    ),
    ...replaced(of(apps, "newRevision"), steps, (rebuilt, many) => {
      const gets = many ? "get new revisions" : "gets a new revision";
      return `${rebuilt && `${many ? "are" : "is"} ${rebuilt}`}${gets} without being away`;
    }),
    ...clause(of(apps, "new"), "is new", "are new"),
    ...clause(
      of(steps, "gone"),
      "is declared no more and stays until it is destroyed",
      "are declared no more and stay until they are destroyed",
    ),
    ...clause(of(steps, "takenDown"), "is taken down", "are taken down"),
    ...clause(
      of(apps, "inPlace"),
      "changes in place and goes on running",
      "change in place and go on running",
    ),
    ...clause(of(others, "replaced"), "is replaced", "are replaced"),
    ...clause(of(others, "new"), "is new", "are new"),
    ...clause(of(others, "inPlace"), "changes in place", "change in place"),
    ...clause(
      of(apps, "settings"),
      "goes on running as it is; something beside it changes",
      "go on running as they are; something beside them changes",
    ),
    ...clause(of(others, "settings"), "stays; something in it changes", "stay; something in them changes"),
  ];
  const isRunUntouched =
    isAll && apps.length === 0 && steps.some(({ effect }) => effect !== "gone" && effect !== "takenDown");
  const images = steps.filter(({ kind }) => kind === "image");
  if (clauses.length === 0 && images.length > 0) {
    clauses.push(
      ...clause(
        [...of(images, "built"), ...of(images, "new")],
        "is built and pushed",
        "are built and pushed",
      ),
      ...of(images, "settings").map(({ subject, causes }) =>
        causes.length > 0
          ? `${subject} stays: ${listed(causes)}`
          : `${subject} stays and is published differently`,
      ),
    );
  }
  if (clauses.length === 0) return "Nothing that is deployed changes.";
  const sentence = clauses.join("; ");
  // A name stays as it is written, at the start of a sentence too.
  const start = sentence.startsWith("the ") || sentence.startsWith("data ") ? capital(sentence) : sentence;
  return `${start}${isRunUntouched ? "; nothing that runs is touched" : ""}.`;
}

function clause(steps: readonly ReviewStep[], one: string, many: string): string[] {
  if (steps.length === 0) return [];
  return [`${names(steps)} ${steps.length > 1 ? many : one}`];
}

/** A clause for those that are built anew, and one for the others; `what` says what becomes of them, one or many. */
function replaced(
  steps: readonly ReviewStep[],
  all: readonly ReviewStep[],
  what: (rebuilt: string, many: boolean) => string,
): string[] {
  return groups(steps, all).map(({ members, isBuilt }) => {
    const many = members.length > 1;
    return `${names(members)} ${what(isBuilt ? "rebuilt and " : "", many)}${urlClause(members)}`;
  });
}

function names(steps: readonly ReviewStep[]): string {
  return listed(
    steps.map(({ subject }) => subject),
    4,
  );
}

/** Those that are built anew apart from those that are not. */
function groups(steps: readonly ReviewStep[], all: readonly ReviewStep[]) {
  const isBuilt = ({ causes }: ReviewStep) =>
    all.some(
      ({ kind, effect, subject }) =>
        kind === "image" && effect === "built" && causes.some((cause) => cause.startsWith(subject)),
    );
  return [true, false]
    .map((built) => ({ isBuilt: built, members: steps.filter((step) => isBuilt(step) === built) }))
    .filter(({ members }) => members.length > 0);
}

function urlClause(steps: readonly ReviewStep[]): string {
  const known = steps.filter(({ address }) => address?.before !== undefined);
  const changed = known.filter(({ address }) => address?.before !== address?.after);
  if (changed.length === 0) return known.length === steps.length ? ", the url stays" : "";
  if (changed.length === steps.length) return ", the url changes";
  return `, ${changed.length} of ${steps.length} urls change`;
}
