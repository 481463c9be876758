import { TerraformOutput, TerraformStack, type App } from "cdktf";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { checkStacks } from "../../check/check-stacks";
import { StackOutputs } from "../../stacks/stack-outputs";
import { Backend } from "../../backends/backend";
import { azureStack, synthesized } from "./support";
import { makeFolder } from "../support/folders";
import { describeWithTerraform } from "../support/programs";

describeWithTerraform("A stack that passed", () => {
  const { XDG_CACHE_HOME } = process.env;
  beforeEach(() => (process.env.XDG_CACHE_HOME = makeFolder()));
  afterAll(() => {
    if (XDG_CACHE_HOME === undefined) delete process.env.XDG_CACHE_HOME;
    else process.env.XDG_CACHE_HOME = XDG_CACHE_HOME;
  });

  /** Terraform, and a note of each stack that it tests. */
  const seen = join(makeFolder(), "seen");
  const terraform = join(makeFolder(), "terraform");
  writeFileSync(
    terraform,
    `#!/bin/sh\n[ "$1" = test ] && grep -o '"stackName":"[^"]*"' cdk.tf.json >>${seen}\nexec terraform "$@"\n`,
    { mode: 0o755 },
  );

  /** A stack whose map of names another reads one entry of. */
  const declare =
    (names: Record<string, unknown>, note = "") =>
    (app: App) => {
      const { stack: producer, group } = azureStack(app, "producer");
      Backend.local().attachTo(producer);
      new TerraformOutput(producer, "names", { value: { ...names, group: group.name }, staticId: true });
      const reader = new TerraformStack(app, "reader");
      const value = `${note}${new StackOutputs(reader, producer).entry("names", "a")}`;
      new TerraformOutput(reader, "name", { value, staticId: true });
    };
  /** How the stacks end, and which of them were checked for it. */
  const check = async (names: Record<string, unknown>, note?: string) => {
    writeFileSync(seen, "");
    const folder = synthesized(declare(names, note));
    const checks = await checkStacks(folder, { terraform, keepVerdicts: true });
    const checked = [...readFileSync(seen, "utf8").matchAll(/"stackName":"(\w+)"/g)].map(([, name]) => name);
    return [checks.map(({ status }) => status).join(" "), checked.join(" ")];
  };

  test("is checked again when it changes, or the type of what it reads, and only then", async () => {
    expect(await check({ a: "1" })).toEqual(["ok ok", "producer reader"]);
    expect(await check({ a: "1" })).toEqual(["ok ok", ""]);
    expect(await check({ a: "1", b: "2" })).toEqual(["ok ok", "producer"]);
    expect(await check({ a: "1" }, "name: ")).toEqual(["ok ok", "reader"]);
    expect(await check({ a: ["1"] }, "name: ")).toEqual(["ok failed", "producer reader"]);
    expect(await check({ a: ["1"] }, "name: ")).toEqual(["ok failed", "reader"]);
    rmSync(process.env.XDG_CACHE_HOME!, { recursive: true });
    expect(await check({ a: "1" })).toEqual(["ok ok", "producer reader"]);
  });

  test("has the outputs that it had, and is always checked by who expects something of it", async () => {
    const folder = synthesized(declare({ a: "1" }));
    const [first] = await checkStacks(folder, { terraform, keepVerdicts: true });
    const [again] = await checkStacks(folder, { terraform, keepVerdicts: true });
    expect(again).toEqual({ ...first, milliseconds: 0 });
    const assertions = [{ condition: 'output.names["a"] == "2"', message: "it is 2" }];
    const expectations = { producer: { assertions } };
    const [asked] = await checkStacks(folder, { terraform, keepVerdicts: true, expectations });
    expect(asked?.status).toBe("failed");
  });
});
