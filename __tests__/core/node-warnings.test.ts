import { App, TerraformOutput, TerraformStack } from "cdktf";
import * as path from "node:path";
import util from "node:util";

test("what cdktf writes an output with gives no warning of Node.js", async () => {
  const warn = jest.fn((value: unknown) => Array.isArray(value));
  util.isArray = warn as unknown as typeof util.isArray;
  await jest.isolateModulesAsync(() => import(path.resolve("core/terraform/node-warnings.ts")));
  const stack = new TerraformStack(new App({ stackTraces: false }), "s");
  new TerraformOutput(stack, "list", { value: ["a"], staticId: true });
  expect(stack.toTerraform()).toMatchObject({ output: { list: { value: ["a"] } } });
  expect(warn).not.toHaveBeenCalled();
});
