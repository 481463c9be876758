import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { asJson } from "../core/terraform/json";
import { type BindingPackage } from "./binding-packages";
import { type KnownOutputs, readsOfState } from "./mocked-run";
import { type StackCheck } from "./stack-check";
import { type SynthesizedStack } from "./synthesized-stack";
import { fingerprint, Verdicts } from "./verdicts";

/** The verdicts on stacks that passed, by all that they hang on. */
export class StackVerdicts {
  private readonly verdicts = new Verdicts("stacks");
  private readonly checker: string;

  /** @param terraform which one gives the verdicts, by name and version */
  constructor(terraform: string, bindings: Iterable<BindingPackage>) {
    this.checker = fingerprint(
      terraform,
      ...[...bindings].map(({ name, version }) => `${name} ${version}`),
      ...readdirSync(__dirname).map((file) => readFileSync(join(__dirname, file))),
    );
  }

  /** The verdict on the stack as it is, if there is one. */
  read(stack: SynthesizedStack, known: KnownOutputs): StackCheck | undefined {
    const kept = this.verdicts.read(this.key(stack, known)) as StackCheck | undefined;
    return kept && { ...kept, stack: stack.name, milliseconds: 0 };
  }

  /** Keeps a verdict on the stack, unless it is one that more may be learnt of by asking again. */
  keep(stack: SynthesizedStack, known: KnownOutputs, check: StackCheck): void {
    if (check.status === "ok") this.verdicts.keep(this.key(stack, known), check);
  }

  /** Of other stacks it hangs only on what is read, and there on the type: the values are made up. */
  private key(stack: SynthesizedStack, known: KnownOutputs): string {
    const reads = readsOfState(stack).map(({ producer, output, key }) => {
      const value = known.get(producer)?.[output];
      return [producer, output, key, typeOf(key === undefined ? value : asJson(value)[key])];
    });
    return fingerprint(this.checker, stack.text, JSON.stringify(reads));
  }
}

function typeOf(value: unknown): string {
  return Array.isArray(value) ? "list" : typeof value;
}
