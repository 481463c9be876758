import { Fault, inWords, refuse } from "../../core/fault";
import { OwnPolicy, Policy, StackJson } from "../policy";

const ID = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/** What is wrong with policies of one's own, if anything: one that finds nothing would pass for one that holds. */
export function checkOwnPolicies(own: readonly OwnPolicy[], others: readonly Policy[]): Fault[] {
  return own.flatMap((policy, i) => {
    const property = `policies[${i}]`;
    const taken = [...others, ...own.slice(0, i)].map(({ id }) => id);
    return [
      ...checkId(`${property}.id`, policy.id, taken),
      ...(policy.reason.trim()
        ? []
        : refuse(
            `${property}.reason`,
            policy.reason,
            "why anybody should care, in one sentence",
            "write it",
          )),
      ...checkExamples(`${property}.examples`, policy),
    ];
  });
}

function checkId(property: string, id: string, taken: readonly string[]): Fault[] {
  if (!ID.test(id)) {
    const allowed = "lower-case letters and digits, with single hyphens between them";
    return refuse(property, id, allowed, 'write for example "no-spot"');
  }
  return taken.includes(id) ? refuse(property, id, "each id once", "give it another one") : [];
}

function checkExamples(property: string, { check, examples }: OwnPolicy): Fault[] {
  const found = (stack: StackJson) => {
    try {
      const findings: unknown = check(stack);
      return Array.isArray(findings) ? findings.length : "an example of which check gives no list";
    } catch (error) {
      return `an example on which check throws: ${(error as Error).message}`;
    }
  };
  const [passes, fails] = [found(examples.passes), found(examples.fails)];
  return [
    ...(passes === 0
      ? []
      : refuse(
          `${property}.passes`,
          inWords(typeof passes === "string" ? passes : `a stack in which it finds ${passes} things`),
          "a stack in which check finds nothing",
          "correct check or the example",
        )),
    ...(typeof fails === "number" && fails > 0
      ? []
      : refuse(
          `${property}.fails`,
          inWords(typeof fails === "string" ? fails : "a stack in which it finds nothing"),
          "a stack in which check finds something",
          "correct check or the example",
        )),
  ];
}
