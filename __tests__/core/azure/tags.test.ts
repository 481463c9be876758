import { Tags } from "../../../core/azure/tags";
import { groupFaults, Rule, testRules } from "../../support/rules";

const faults = (tags: Tags) => groupFaults({ tags });
const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`tag-${i}`, ""]));

const rules: readonly Rule<Tags>[] = [
  ["50 at most", many(50), many(51), 'tags is "51 tags". Allowed: at most 50 tags. Fix: take tags away.'],
  [
    "no empty name",
    { "a b": "" },
    { "": "" },
    'tags (name) is "". Allowed: 1–512 characters without < > % & \\ ? /. Fix: rename the tag.',
  ],
  [
    "a name once, whatever its case",
    { team: "a", Teams: "b" },
    { team: "a", Team: "b" },
    'tags (name) is "Team". Allowed: each name once, upper and lower case being the same ("team" is there). Fix: take one of them away.',
  ],
  [
    "a value of 256 characters at most",
    { team: "x".repeat(256) },
    { team: "x".repeat(257) },
    'tags.team is "257 characters". Allowed: at most 256 characters. Fix: shorten the value.',
  ],
];

describe("Azure's rules for tags", () => testRules(faults, rules));
