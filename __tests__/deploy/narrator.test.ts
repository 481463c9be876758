import { SynthesizedStack } from "../../check/synthesized-stack";
import { Prospect } from "../../deploy/deploy-stacks";
import { Narrator } from "../../deploy/narrator";
import { Action } from "../../deploy/terraform-events";

/** A stack as cdktf writes it, with a group, a command, and a wait. */
const stack: SynthesizedStack = {
  name: "dev-hello",
  directory: "cdktf.out/stacks/dev-hello",
  dependencies: [],
  warnings: [],
  infos: [],
  text: "",
  json: {
    resource: {
      azurerm_container_group: { g: { "//": { metadata: { path: "dev-hello/container-group/Resource" } } } },
      azurerm_role_assignment: {
        pull: {
          "//": { metadata: { path: "dev-hello/pull/Resource" } },
          provisioner: [{ "local-exec": { command: "sleep 60" } }],
        },
      },
      azurerm_container_registry: { r: { "//": { metadata: { path: "dev-hello/registry/Resource" } } } },
      terraform_data: {
        healthy: { "//": { metadata: { path: "dev-hello/rollout/healthy" } } },
        drained: {
          "//": { metadata: { path: "dev-hello/rollout/drained" } },
          provisioner: [{ "local-exec": { command: "sleep 35" } }],
        },
      },
    },
  },
};

function narrator(options: Partial<ConstructorParameters<typeof Narrator>[1]> = {}) {
  const lines: string[] = [];
  const made = new Narrator([stack], {
    write: (line) => lines.push(line),
    yes: false,
    destroy: false,
    // A plan is the words for it here. One with "gone" in them takes something away.
    describe: async (plans) => {
      const text = [...plans.values()].join();
      return { text, takesAway: text.includes("gone") };
    },
    ...options,
  });
  return { made, lines };
}

const prospects = (json: string) =>
  new Map<string, Prospect>([
    ["dev-registry", { kind: "planned", plan: { changed: false } }],
    ["dev-hello", { kind: "planned", plan: { changed: true, json } }],
  ]);
const hook = (type: string, addr: string, action: Action, more: object = {}) => ({
  type,
  hook: { resource: { addr, resource_type: addr.split(".")[0]!, resource_name: "" }, action, ...more },
});

test("what plans do is told in the words that are given for it", async () => {
  const { made, lines } = narrator({ yes: true });
  expect(await made.approve(prospects("It is replaced."))).toBe(true);
  expect(lines).toEqual(["dev-registry: no changes", "", "It is replaced.\n"]);
});

test("nothing is asked where nothing changes, and nothing is approved where nobody can be asked", async () => {
  const none = new Map<string, Prospect>([["dev-hello", { kind: "planned", plan: { changed: false } }]]);
  expect(await narrator().made.approve(none)).toBe(true);
  expect(await narrator().made.approve(prospects("It is new."))).toBe(false);
});

test("a later plan is asked about again only if it takes something away", async () => {
  const questions: string[] = [];
  const ask = async (question: string) => questions.push(question) > 1;
  const { made } = narrator({ ask });
  const plan = (json: string) => ({ changed: true, json });
  expect(await made.approveLater("dev-hello", plan("replaced"))).toBe(true);
  expect(questions).toEqual([]);
  expect(await made.approveLater("dev-hello", plan("gone"))).toBe(false);
  expect(await made.approveLater("dev-hello", plan("gone"))).toBe(true);
  expect(questions).toHaveLength(2);
});

test("progress names the resource, how long, what a command writes, and how long the old group is waited for", () => {
  const { made, lines } = narrator({ ask: async () => true });
  for (const event of [
    hook("apply_start", "azurerm_container_group.g", "create"),
    hook("apply_progress", "azurerm_container_group.g", "create", { elapsed_seconds: 70 }),
    hook("apply_complete", "azurerm_container_group.g", "create", { elapsed_seconds: 75 }),
    hook("provision_progress", "terraform_data.healthy", "create", { output: 'Executing: ["sh"]' }),
    hook("provision_progress", "terraform_data.healthy", "create", { output: "attempt 1 of 60: status 503" }),
    hook("apply_progress", "terraform_data.drained", "create", { elapsed_seconds: 10 }),
    hook("apply_progress", "azurerm_role_assignment.pull", "create", { elapsed_seconds: 70 }),
    hook("apply_start", "terraform_data.drained", "delete"),
    hook("apply_errored", "azurerm_container_group.g", "create", { elapsed_seconds: 3 }),
  ]) {
    made.happened("dev-hello", event);
  }
  expect(lines).toEqual([
    "dev-hello  + container group: creating …",
    "dev-hello  + container group: still creating, 1 min 10 s so far",
    "dev-hello  + container group: created in 1 min 15 s",
    "dev-hello  | attempt 1 of 60: status 503",
    "dev-hello  + rollout drained: waiting until clients have left, 25 s to go",
    "dev-hello  + role assignment (pull): waiting until it takes effect, 0 s to go",
    "dev-hello  ✗ container group: failed after 3 s",
  ]);
});

test("where nobody watches, only each minute is told", () => {
  const { made, lines } = narrator();
  for (const elapsed_seconds of [10, 20, 60, 70]) {
    made.happened(
      "dev-hello",
      hook("apply_progress", "azurerm_container_group.g", "create", { elapsed_seconds }),
    );
  }
  expect(lines).toEqual(["dev-hello  + container group: still creating, 1 min 0 s so far"]);
});
