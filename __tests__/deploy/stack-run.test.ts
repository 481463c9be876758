import { chmodSync } from "node:fs";
import * as path from "node:path";
import { SynthesizedStack } from "../../check/synthesized-stack";
import { StackRun } from "../../deploy/stack-run";
import { describePlan } from "../../deploy/words";
import { makeFolder } from "../support/folders";

const GROUP = { addr: "azurerm_container_group.group", resource_type: "azurerm_container_group" };
const change = (type: string, resource: object, action: string, reason?: string) =>
  JSON.stringify({ type, change: { resource, action, reason } });

/** What a plan of these messages is told as. Terraform is one that prints them: a real provider would be needed for drift. */
async function told(...messages: string[]): Promise<string[]> {
  const directory = makeFolder({
    terraform: `#!/bin/sh\ncat <<'END'\n${messages.join("\n")}\nEND\nexit 2\n`,
    ".terraform/initialised": "",
  });
  const terraform = path.join(directory, "terraform");
  chmodSync(terraform, 0o755);
  const stack = { name: "dev-hello", directory, dependencies: [], json: {} } as unknown as SynthesizedStack;
  process.env.TERRAFORM_BINARY_NAME = terraform;
  try {
    return describePlan(stack, await new StackRun(stack).plan());
  } finally {
    delete process.env.TERRAFORM_BINARY_NAME;
  }
}

test("what was changed outside Terraform is no part of what a plan would do", async () => {
  const lines = await told(
    change("resource_drift", GROUP, "update"),
    change("planned_change", GROUP, "replace", "replace_by_triggers"),
  );
  expect(lines).toEqual([
    expect.stringMatching(/^± .*is replaced \(something that it depends on changes\)$/),
  ]);
});

test("what leaves the state only is told so", async () => {
  const lines = await told(change("planned_change", GROUP, "remove", "delete_because_no_resource_config"));
  expect(lines).toEqual([expect.stringMatching(/^\. .*leaves the state, and stays as it is/)]);
});
