import { asJson } from "../../core/terraform/json";
import { asReference, piecesOf, Reference, Step, substitute } from "./expression";
import { DeclaredResource, StackModel } from "./stack-model";
import { canonical, symbol, UNKNOWN } from "./value";

/** When a value is looked at: while Terraform plans its stack, or once that was applied. */
export type Phase = "plan" | "applied";

/** What is known of attributes that no stack sets. */
export interface ComputedValues {
  /** An attribute of a resource that its provider gives. */
  managed(stack: StackModel, resource: DeclaredResource, steps: readonly Step[], phase: Phase): string;
  /** Whether a data source is read only after something else was changed. */
  isDeferred(stack: StackModel, data: DeclaredResource): boolean;
}

/** Evaluates what the stacks of one synthesis declare, as far as that is known without Azure. */
export class Evaluator {
  private readonly outputs = new Map<string, unknown>();

  constructor(
    private readonly stacks: ReadonlyMap<string, StackModel>,
    private readonly computed: ComputedValues,
  ) {}

  /** A value with every expression in it evaluated. */
  value(stack: StackModel, value: unknown, phase: Phase): unknown {
    if (typeof value === "string") return this.text(stack, value, phase);
    if (Array.isArray(value)) return value.map((item) => this.value(stack, item, phase));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [
        String(this.text(stack, key, phase)),
        this.value(stack, item, phase),
      ]),
    );
  }

  /** An output of a stack, once the stack was applied; undefined if there is none. */
  output(stackName: string, name: string): unknown {
    const key = `${stackName} ${name}`;
    if (!this.outputs.has(key)) {
      const stack = this.stacks.get(stackName);
      const output = stack?.outputs[name];
      const value =
        stack && output !== undefined ? this.value(stack, asJson(output).value, "applied") : undefined;
      this.outputs.set(key, value);
    }
    return this.outputs.get(key);
  }

  private text(stack: StackModel, text: string, phase: Phase): unknown {
    const pieces = piecesOf(text).map((piece) =>
      "literal" in piece ? piece.literal : this.expression(stack, piece.expression, phase),
    );
    if (pieces.length === 1) return pieces[0];
    return pieces.map((piece) => (typeof piece === "string" ? piece : canonical(piece))).join("");
  }

  private expression(stack: StackModel, expression: string, phase: Phase): unknown {
    const reference = asReference(expression);
    if (reference) return this.reference(stack, reference, phase);
    let unknown = false;
    const put = (value: unknown) => {
      const text = canonical(value) ?? "null";
      unknown ||= text.includes(UNKNOWN);
      return text;
    };
    const text = substitute(
      expression,
      (found) => put(this.reference(stack, found, phase)),
      (template) => put(this.text(stack, template, phase)),
    );
    return unknown ? UNKNOWN : symbol(text);
  }

  private reference(stack: StackModel, steps: Reference, phase: Phase): unknown {
    const [first, second, third] = steps;
    if (first === "data") {
      if (second === "terraform_remote_state") return this.remote(String(third), steps.slice(4), steps);
      const data = stack.data.get(`data.${second}.${third}`);
      return data ? this.data(stack, data, steps.slice(3), phase) : symbol(steps.join("."));
    }
    if (first === "local") {
      const local = this.value(stack, stack.locals[String(second)], phase);
      return walk(local, steps.slice(2)) ?? symbol(steps.join("."));
    }
    const resource = stack.resources.get(`${first}.${second}`);
    if (!resource) return symbol(steps.join("."));
    const rest = steps.slice(2);
    const given = walk(resource.attributes, rest);
    if (given !== undefined) return this.value(stack, given, phase);
    return this.computed.managed(stack, resource, rest, phase);
  }

  private remote(producer: string, steps: readonly Step[], all: readonly Step[]): unknown {
    const [name, ...rest] = steps;
    const value = walk(this.output(producer, String(name)), rest);
    // Nothing is known of a state that no stack here writes: it does not change.
    return value ?? symbol(this.stacks.has(producer) ? `no ${all.join(".")}` : all.join("."));
  }

  private data(stack: StackModel, data: DeclaredResource, steps: readonly Step[], phase: Phase): unknown {
    const given = walk(data.attributes, steps);
    if (given !== undefined) return this.value(stack, given, phase);
    if (phase === "plan" && this.computed.isDeferred(stack, data)) return UNKNOWN;
    return symbol(`${data.type} ${canonical(this.value(stack, data.attributes, phase))} ${steps.join(".")}`);
  }
}

/** What lies at the end of some steps; undefined if there is nothing. A single block counts as a list of one. */
export function walk(value: unknown, steps: readonly Step[]): unknown {
  return steps.reduce<unknown>((at, step) => {
    if (Array.isArray(at)) return typeof step === "number" ? (at[step] as unknown) : undefined;
    if (typeof at !== "object" || at === null) return undefined;
    return step === 0 ? at : (at as Record<string, unknown>)[step];
  }, value);
}
