import { checkChoice, Fault, refuse } from "../core/fault";
import { Deployment } from "./deployment";
import { PlannedImage, PlannedRegistry, PlannedStack } from "./planned-stacks";

/** What is checked: every stack, also those whose name is taken. */
interface Parts {
  readonly stacks: readonly PlannedStack[];
  readonly registries: readonly PlannedRegistry[];
  readonly images: readonly PlannedImage[];
}

/** What is wrong between the parts of a plan. */
export function checkPlan({ stacks, registries, images }: Parts): Fault[] {
  return [
    ...checkStackNames(stacks),
    ...registries.flatMap(checkRegistry),
    ...registries.flatMap(checkRepositories),
    ...images.flatMap(checkBuilds),
  ];
}

function checkStackNames(stacks: readonly PlannedStack[]): Fault[] {
  const known = new Map<string, PlannedStack>();
  return stacks.flatMap((one) => {
    const other = known.get(one.stack);
    if (other) {
      return refuse("stack name", one.stack, "each stack name once", `rename ${other.title} or ${one.title}`);
    }
    known.set(one.stack, one);
    return [];
  });
}

function checkRegistry({ declaration }: PlannedRegistry): Fault[] {
  const { name, push, adminUser = false } = declaration;
  if (push !== "adminUser" || adminUser) return [];
  return refuse(
    `registries (${name}).push`,
    push,
    "adminUser only with the admin user on",
    "set adminUser: true on the registry, or leave push out for a token",
  );
}

/** One app each, or their aliases would mix. */
function checkRepositories({ repositories }: PlannedRegistry): Fault[] {
  const owners = new Map<string, string>();
  return Object.entries(repositories).flatMap(([app, repository]) => {
    const owner = owners.get(repository);
    if (owner === undefined) {
      owners.set(repository, app);
      return [];
    }
    return refuse(
      `apps (${app}).image.repository`,
      repository,
      `a repository of its own (the app "${owner}" has this one)`,
      "give one of them another repository",
    );
  });
}

function checkBuilds({ app, registry, source, builtFor }: PlannedImage): Fault[] {
  return builtFor
    .map(({ settings }) => settings.image)
    .filter((image) => image !== source)
    .flatMap((image) =>
      refuse(
        `apps (${app.name}).overrides.image`,
        image.kind === "build" ? image.context : undefined,
        `one build of an app in the registry "${registry.declaration.name}"`,
        "build it once for all environments of the registry, or give one of them another registry",
      ),
    );
}

/** What is wrong with what is customized, if anything: the stacks' names. */
export function checkCustomizations(
  { customize = {} }: Deployment,
  stacks: readonly { readonly stack: string }[],
): Fault[] {
  const names = stacks.map(({ stack }) => stack);
  return Object.keys(customize).flatMap((name) => checkChoice("the stack to customize", name, names));
}
