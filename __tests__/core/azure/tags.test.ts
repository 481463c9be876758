import { checkTags, STORAGE_TAG_NAME_BYTES, Tags } from "../../../core/azure/tags";
import { describeFault } from "../../../core/fault";
import { groupFaults, Rule, testRules } from "../../support/rules";

const faults = (tags: Tags) => groupFaults({ tags });
const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`tag-${i}`, ""]));

const rules: readonly Rule<Tags>[] = [
  ["50 at most", many(50), many(51), "tags is 51 tags. Allowed: at most 50 tags. Fix: remove 1."],
  [
    "no empty name",
    { "a b": "" },
    { "": "" },
    'tags (name) is "". Allowed: 1–512 bytes without < > % & \\ ? /. Fix: rename it, for example to "cost-center".',
  ],
  [
    "a name once, whatever its case",
    { team: "a", Teams: "b" },
    { team: "a", Team: "b" },
    'tags (name) is "Team". Allowed: each name once, upper and lower case being the same. Fix: remove this one or "team".',
  ],
  [
    "a value of 256 bytes at most, whatever its letters",
    { team: "ä".repeat(128) },
    { team: "ä".repeat(129) },
    "tags.team is 258 bytes long. Allowed: at most 256 bytes. Fix: shorten it by 2.",
  ],
  [
    "a name of 512 bytes at most",
    { [`${"ä".repeat(255)}bc`]: "" },
    { [`${"ä".repeat(256)}b`]: "" },
    `tags (name) is "${"ä".repeat(256)}b". Allowed: 1–512 bytes without < > % & \\ ? /. Fix: rename it, for example to "cost-center".`,
  ],
];

describe("Azure's rules for tags", () => testRules(faults, rules));

test("a storage account's tag names have 128 bytes at most", () => {
  const faults = (length: number) =>
    checkTags("tags", { ["x".repeat(length)]: "" }, STORAGE_TAG_NAME_BYTES).map(describeFault);
  expect(faults(128)).toEqual([]);
  expect(faults(129)).toEqual([expect.stringContaining("Allowed: 1–128 bytes")]);
});
