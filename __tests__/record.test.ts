import { deployment } from "../main";
import { outdated, recordFiles } from "../review/record";
import { ImageSource } from "../deployment/image-source";
import { Rollout } from "../constructs/rollout/rollout";
import { synthesized } from "./review/support";
import { exampleDeployment } from "./support/synthesis";

test("the record is what main.ts declares", () => {
  const files = outdated(recordFiles(synthesized(deployment)));
  if (files.length > 0) {
    throw new Error(
      `Not what main.ts declares: ${files.join(", ")}. Run: npm run record, then read and commit the diff.`,
    );
  }
});

test("a change of an app's source alone changes nothing in it, with a gated rollout neither", () => {
  const example = exampleDeployment({
    environments: [{ name: "dev", registry: "dev", rollout: Rollout.gated() }],
  });
  const built = (target?: string) => {
    const image = ImageSource.fromBuild("examples/hello", { aliases: ["v1", "latest"], target });
    const stacks = synthesized({ ...example, apps: [{ ...example.apps[0]!, image }] });
    return { texts: stacks.map(({ text }) => text), record: recordFiles(stacks) };
  };
  const [one, other] = [built(), built("another-content-tag")];
  expect(one.texts).not.toEqual(other.texts);
  expect(one.record).toEqual(other.record);
  expect([...one.record.values()].join("")).not.toMatch(/[0-9a-f]{32}|_[0-9A-F]{8}/);
});

test("one line of main.ts is a line or a few of it", () => {
  const lines = (tags: Record<string, string>) =>
    [...recordFiles(synthesized(exampleDeployment({ tags }))).values()].join("").split("\n");
  const [before, after] = [lines({ owner: "a" }), lines({ owner: "b" })];
  const changed = after.filter((line, i) => line !== before[i]);
  expect(new Set(changed.map((line) => line.trim()))).toEqual(new Set(["owner: b"]));
});
