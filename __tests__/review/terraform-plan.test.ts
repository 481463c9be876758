import { drawAll, reviewPlans, reviewStacks } from "../../review/reviews";
import { reasonsToFail } from "../../review/fail-on";
import { text } from "../../review/render/text";
import { markdown } from "../../review/render/markdown";
import { exampleDeployment, onlyAddress } from "../support/synthesis";
import { synthesized } from "./support";

const stacks = synthesized(exampleDeployment());
const GROUP = onlyAddress(stacks.find(({ name }) => name === "dev-hello")!.json, "azurerm_container_group");

/** What `terraform show -json` prints of a group whose cpu changes, with secrets in every place that Terraform has for them. */
function plan(change: object = {}) {
  const group = (cpu: number, secret: string) => ({
    name: "slipway-dev-hello",
    location: "westeurope",
    dns_name_label: "slipway-dev-hello",
    ip_address: "20.1.2.3",
    container: [
      { name: "hello", cpu, memory: 1.5, secure_environment_variables: { A: secret }, commands: [] },
    ],
  });
  return {
    format_version: "1.2",
    variables: { a: { value: "CANARY-variable" } },
    planned_values: { root_module: { resources: [{ values: { a: "CANARY-planned" } }] } },
    prior_state: { values: { root_module: { resources: [{ values: { a: "CANARY-prior" } }] } } },
    resource_changes: [
      {
        address: GROUP,
        mode: "managed",
        type: "azurerm_container_group",
        action_reason: "replace_because_cannot_update",
        change: {
          actions: ["delete", "create"],
          before: group(1, "CANARY-before"),
          after: { ...group(2, "CANARY-after"), ip_address: undefined },
          after_unknown: { id: true, ip_address: true, container: [{ commands: true }] },
          before_sensitive: { container: [{ secure_environment_variables: true }] },
          after_sensitive: { container: [{ secure_environment_variables: { A: true } }] },
          replace_paths: [["container", 0, "cpu"]],
          ...change,
        },
      },
      {
        address: "data.x.y",
        mode: "data",
        type: "x",
        change: { actions: ["read"], before: null, after: {} },
      },
    ],
    resource_drift: [
      {
        address: GROUP,
        mode: "managed",
        type: "azurerm_container_group",
        change: {
          actions: ["update"],
          before: { name: "slipway-dev-hello", tags: { a: "CANARY-tag" } },
          after: { name: "slipway-dev-hello", tags: {} },
        },
      },
    ],
    output_changes: {
      url: {
        actions: ["update"],
        before: "http://old",
        after_unknown: true,
        before_sensitive: false,
        after_sensitive: false,
      },
      password: {
        actions: ["update"],
        before: "CANARY-o",
        after: "CANARY-n",
        before_sensitive: true,
        after_sensitive: true,
      },
    },
  };
}

test("a plan alone is told in words: what happens, why, and what somebody changed in Azure", () => {
  const review = reviewPlans(stacks, new Map([["dev-hello", plan()]]));
  expect(review.steps).toEqual([
    {
      stack: "dev-hello",
      kind: "app",
      subject: "hello in dev",
      effect: "replaced",
      causes: ["cpu 1 → 2", "secret environment variable A changes"],
      sentences: [
        "The old group goes, then the new one comes: it is away while the new one starts.",
        "The url changes from http://old to http://slipway-dev-hello.westeurope.azurecontainer.io:8080.",
      ],
      address: { before: "http://old", after: "http://slipway-dev-hello.westeurope.azurecontainer.io:8080" },
    },
  ]);
  expect(review.drift.map(({ text }) => text)).toEqual([
    "The container group slipway-dev-hello was changed outside of this project: tag a is gone.",
  ]);
  expect(review.deploy.stacks).toEqual(["dev-hello"]);
});

/** The same as a plan to take the group down. */
const takenDown = {
  ...plan({ actions: ["delete"], after: null, after_unknown: {}, replace_paths: [] }),
  resource_drift: [],
  output_changes: { url: { actions: ["delete"], before: "http://old", after: null } },
};

test("a plan to take down says what goes, where it answered, and what becomes free", () => {
  const review = reviewPlans(stacks, new Map([["dev-hello", takenDown]]));
  expect(text(review, { brief: true })).toBe(`hello in dev is taken down.

What happens, in this order
  1. hello in dev — taken down
     It answers at http://old no more.
     The container group slipway-dev-hello is deleted.

Danger
  - The name slipway-dev-hello.westeurope.azurecontainer.io becomes free: anybody in Azure may take it, and get what is still sent to it.
`);
});

test("what is taken down is told in the order it goes in, with what is lost for good", () => {
  const registry = {
    format_version: "1.2",
    resource_changes: [
      {
        address: Object.keys(stacks[0]!.json.resource as object)
          .filter((type) => type === "azurerm_container_registry")
          .flatMap((type) =>
            Object.keys((stacks[0]!.json.resource as Record<string, object>)[type]!).map(
              (id) => `${type}.${id}`,
            ),
          )[0],
        mode: "managed",
        type: "azurerm_container_registry",
        change: { actions: ["delete"], before: { name: "slipwaydev" }, after: null },
      },
    ],
  };
  const plans = new Map<string, unknown>([
    ["dev-registry", registry],
    ["dev-hello", takenDown],
  ]);
  const review = reviewPlans(stacks, plans);
  expect(review.steps.map(({ subject, effect }) => [subject, effect])).toEqual([
    ["hello in dev", "takenDown"],
    ["the registry dev", "takenDown"],
  ]);
  expect(review.headline).toBe(
    "Data is lost (registry slipwaydev is deleted, and every image in it is lost); hello in dev and the registry dev are taken down.",
  );
  expect(reasonsToFail(review, ["destroy"]).join("\n")).toContain("something of dev-hello goes");
});

test("a registry that everybody may ask is not said to answer some addresses only: a plan has null for no rules", () => {
  const rules = (ipRule: unknown) => {
    const change = {
      address: onlyAddress(stacks[0]!.json, "azurerm_container_registry"),
      mode: "managed",
      type: "azurerm_container_registry",
      change: {
        actions: ["create"],
        before: null,
        after: { name: "slipwaydev", network_rule_set: [{ default_action: "Allow", ip_rule: ipRule }] },
      },
    };
    const plans = new Map([["dev-registry", { format_version: "1.2", resource_changes: [change] }]]);
    return reviewPlans(stacks, plans).security.filter(({ text }) => text.includes("answer"));
  };
  expect(rules(null)).toEqual([]);
  expect(rules([{ action: "Allow", ip_range: "203.0.113.0/24" }])).toEqual([
    expect.objectContaining({ text: "The registry dev answers 203.0.113.0/24 only." }),
  ]);
});

test("what is made after a deploy that failed is new, and has no cause", () => {
  const data = Object.keys(
    (stacks.find(({ name }) => name === "dev-hello")!.json.resource as Record<string, object>)
      .terraform_data!,
  );
  const helper = {
    address: `terraform_data.${data[0]}`,
    mode: "managed",
    type: "terraform_data",
    change: {
      actions: ["update"],
      before: { input: { containers: [{ name: "hello", commands: ["a"] }] } },
      after: { input: { containers: [{ name: "hello", commands: ["b"] }] } },
    },
  };
  const made = plan({ actions: ["create"], before: null, replace_paths: [] });
  made.resource_changes[0]!.action_reason = "replace_by_triggers";
  const whole = { ...made, resource_changes: [helper, ...made.resource_changes], resource_drift: [] };
  const [step] = reviewPlans(stacks, new Map([["dev-hello", whole]])).steps;
  expect([step!.effect, step!.causes]).toEqual(["new", []]);
});

test("no secret of a plan is shown, wherever Terraform keeps it", () => {
  const plans = new Map([["dev-hello", plan()]]);
  for (const review of [reviewPlans(stacks, plans), reviewStacks(stacks, stacks, "main", plans)]) {
    expect(review.basis).toBe("plans");
    expect([JSON.stringify(review), text(review), markdown(review)].join("")).not.toContain("CANARY");
  }
});

test("a plan without changes changes nothing", () => {
  const still = { ...plan({ actions: ["no-op"] }), output_changes: {}, resource_drift: [] };
  expect(reviewPlans(stacks, new Map([["dev-hello", still]])).headline).toBe(
    "Nothing that is deployed changes.",
  );
});

test("something else than a plan is refused", () => {
  expect(() => reviewPlans(stacks, new Map([["dev-hello", { values: "CANARY" }]]))).toThrow(
    'dev-hello: this is not a plan as "terraform show -json" prints it, of format 1.x.',
  );
});

test("without a comparison all is drawn, and nothing is faded", () => {
  const picture = drawAll(stacks);
  for (const part of [
    "registry dev",
    "image hello",
    "hello in dev",
    "slipway-dev-hello.westeurope.azurecontainer.io:8080",
  ]) {
    expect(picture).toContain(`>${part}</text>`);
  }
  expect(picture).not.toContain("stays as it is");
});
