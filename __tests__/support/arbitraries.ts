import { TerraformStack } from "cdktf";
import fc from "fast-check";
import { faultsIn } from "./synthesis";

/** Makes a construct from generated props. */
export type Made<Props> = (stack: TerraformStack, id: string, props: Props) => void;

/** Any character. The unit "binary" is the same, but takes a second to make a table of them all. */
const character = fc
  .integer({ min: 0, max: 0x10ffff })
  .filter((code) => code < 0xd800 || code > 0xdfff)
  .map((code) => String.fromCodePoint(code));

/** Texts that are awkward for Terraform, Azure and JavaScript alike. */
export const text = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.string({ unit: character, maxLength: 4 }),
  fc.constantFrom(
    "",
    " ",
    "${a}",
    "$${a}",
    "%{if}",
    "a\nb",
    '"',
    "\\",
    "__proto__",
    "constructor",
    "a".repeat(300),
  ),
);

/** Mostly what is fine, so that some of a whole is fine throughout. */
export function sometimes<T, U>(good: fc.Arbitrary<T>, bad: fc.Arbitrary<U>): fc.Arbitrary<T | U> {
  return fc.oneof({ weight: 48, arbitrary: good }, { weight: 1, arbitrary: bad });
}

/** A prop that is mostly left out. */
export function optional<T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.oneof({ weight: 4, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });
}

/** Whether a construct is sound; if not, every fault must be a sentence of ours. Throwing is a failure by itself. */
export function oursOnly<Props>(make: Made<Props>, props: Props): boolean {
  const faults = faultsIn((stack) => make(stack, "made", props));
  for (const fault of faults) expect(fault).toMatch(/^\[test\/made\] .+ is .+\. Allowed: .+\. Fix: .+\.$/s);
  return faults.length === 0;
}
