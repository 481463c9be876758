import { chmodSync } from "node:fs";
import * as path from "node:path";
import { SynthesizedStack } from "../../check/synthesized-stack";
import { StackRun } from "../../deploy/stack-run";
import { makeFolder } from "../support/folders";

test("a plan is read past what Terraform warns of beside it", async () => {
  const warning = '"Warning: deprecated" >&2';
  const directory = makeFolder({
    terraform: `#!/bin/sh
case $1 in
show) echo ${warning}; echo '{"format_version":"1.2"}'; echo ${warning} ;;
*) exit 2 ;;
esac
`,
    ".terraform/initialised": "",
  });
  const terraform = path.join(directory, "terraform");
  chmodSync(terraform, 0o755);
  const stack = { name: "dev-hello", directory, dependencies: [], json: {} } as unknown as SynthesizedStack;
  process.env.TERRAFORM_BINARY_NAME = terraform;
  try {
    expect(await new StackRun(stack).plan()).toEqual({ changed: true, json: { format_version: "1.2" } });
  } finally {
    delete process.env.TERRAFORM_BINARY_NAME;
  }
});
