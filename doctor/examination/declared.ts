import { SynthesizedStack } from "../../check/synthesized-stack";
import { asBlocks, asJson, blocksIn, Json } from "../../core/terraform/json";

/** A resource that a stack declares. */
export interface DeclaredResource {
  readonly stack: string;
  readonly type: string;
  /** Its arguments. Those that only name another resource's argument of the same stack are that argument. */
  readonly attributes: Json;
}

/** What a program that Terraform runs is told. */
export interface LocalExec {
  readonly stack: string;
  readonly command: string;
  readonly environment: Json;
}

/**
 * What the stacks declare, read from Terraform's JSON as Terraform reads it: so whatever is in a stack counts, whoever
 * put it there.
 */
export class Declared {
  private readonly resources: readonly DeclaredResource[];

  constructor(readonly stacks: readonly SynthesizedStack[]) {
    this.resources = stacks.flatMap((stack) => declaredIn(stack, "resource"));
  }

  /** The types of all resources. */
  get types(): ReadonlySet<string> {
    return new Set(this.resources.map(({ type }) => type));
  }

  /** The resources of some types. */
  of(...types: readonly string[]): DeclaredResource[] {
    return this.resources.filter(({ type }) => types.includes(type));
  }

  /** The data sources of a type. */
  data(wanted: string): DeclaredResource[] {
    return this.stacks.flatMap((stack) => declaredIn(stack, "data")).filter(({ type }) => type === wanted);
  }

  /** The programs that Terraform runs on the machine that it runs on. */
  get localExecs(): LocalExec[] {
    return this.resources.flatMap(({ stack, attributes }) =>
      asBlocks(attributes.provisioner).flatMap((provisioner) =>
        asBlocks(provisioner["local-exec"]).map(({ command, environment }) => ({
          stack,
          command: String(command),
          environment: asJson(environment),
        })),
      ),
    );
  }

  /** The variables that somebody must give a value for, each with the stacks that ask for it. */
  get variables(): Map<string, string[]> {
    const found = new Map<string, string[]>();
    for (const { name, json } of this.stacks) {
      for (const [variable, settings] of Object.entries(asJson(json.variable))) {
        if ("default" in asJson(settings)) continue;
        found.set(variable, [...(found.get(variable) ?? []), name]);
      }
    }
    return found;
  }

  /** The stacks' backends: each kind with its settings. */
  get backends(): { readonly stack: string; readonly kind: string; readonly settings: Json }[] {
    return this.stacks.flatMap(({ name, json }) => {
      const { backend, cloud } = asJson(json.terraform);
      return Object.entries({ ...asJson(backend), ...(cloud === undefined ? {} : { cloud }) }).map(
        ([kind, settings]) => ({ stack: name, kind, settings: asJson(settings) }),
      );
    });
  }

  /** The stacks that a provider works on, by the provider's name in the JSON. */
  stacksWith(provider: string): string[] {
    return this.stacks.filter(({ json }) => provider in asJson(json.provider)).map(({ name }) => name);
  }
}

const REFERENCE = /^\$\{(data\.)?([\w-]+)\.([\w-]+)\.(\w+)\}$/;

function declaredIn({ name, json }: SynthesizedStack, kind: "resource" | "data"): DeclaredResource[] {
  return blocksIn(json[kind]).map((block) => ({
    stack: name,
    type: block.type,
    attributes: withoutReferences(block.json, json),
  }));
}

/** Follows references to arguments of the same stack, such as a resource group's name. */
function withoutReferences(attributes: Json, stack: Json): Json {
  return Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, follow(value, stack)]));
}

function follow(value: unknown, stack: Json, depth = 0): unknown {
  const [, data, type, id, attribute] = (typeof value === "string" && REFERENCE.exec(value)) || [];
  if (type === undefined || depth > 5) return value;
  const from = asJson(data === undefined ? stack.resource : stack.data);
  const found = asJson(asJson(from[type])[id!])[attribute!];
  return found === undefined ? value : follow(found, stack, depth + 1);
}

/** Whether a value stands in the JSON as it is, and is not for Terraform to find out. */
export function isKnown(value: unknown): value is string {
  return typeof value === "string" && !value.includes("${");
}
