import { Rollout } from "../../constructs/rollout/rollout";
import { reviewPlans } from "../../review/reviews";
import { exampleDeployment, onlyAddress } from "../support/synthesis";
import { synthesized } from "./support";

const environments = [{ name: "dev", registry: "dev", rollout: Rollout.gated({ drainSeconds: 40 }) }];
const gated = synthesized(exampleDeployment({ environments }));
const { json } = gated.find(({ name }) => name === "dev-hello")!;
const GROUP = onlyAddress(json, "azurerm_container_group");
const ENDPOINT = onlyAddress(json, "azurerm_traffic_manager_external_endpoint");

/** The plan of a gated rollout of another image, when the image's own stack is applied already. */
function gatedPlan(revision: string) {
  const made = (image: string) => ({
    location: "westeurope",
    container: [{ name: "hello", image: `dev.azurecr.io/hello@sha256:${image.repeat(64)}` }],
  });
  const name = "slipway-dev-hello-1a2b3c4d-5e6f";
  return {
    format_version: "1.2",
    resource_changes: [
      {
        address: revision,
        mode: "managed",
        type: "terraform_data",
        change: {
          actions: ["create", "delete"],
          before: { id: "5e6f" },
          after: {},
          after_unknown: { id: true },
        },
      },
      {
        address: GROUP,
        mode: "managed",
        type: "azurerm_container_group",
        change: {
          actions: ["create", "delete"],
          before: { ...made("a"), name, dns_name_label: name, tags: {} },
          after: { ...made("b"), tags: { owner: "shop" } },
          after_unknown: { id: true, name: true, dns_name_label: true },
          replace_paths: [["name"], ["dns_name_label"], ["container", 0, "image"]],
        },
      },
    ],
  };
}

test("a gated rollout is told by the image that changes, not by what Terraform draws, and frees no name that anybody calls", () => {
  const data = Object.keys((json.resource as Record<string, object>).terraform_data!);
  const revision = `terraform_data.${data.find((id) => id.includes("_revision_"))}`;
  const review = reviewPlans(gated, new Map([["dev-hello", gatedPlan(revision)]]));
  const shown = (digit: string) => `dev.azurecr.io/hello@sha256:${digit.repeat(8)}…`;
  expect(review.steps.map(({ effect, causes }) => [effect, causes])).toEqual([
    ["replacedGated", [`image ${shown("a")} → ${shown("b")}`, "tag owner is new"]],
  ]);
  expect(review.danger).toEqual([]);
});

test("a gated rollout after one that failed is told as one, with the groups that go", () => {
  const left = {
    address: GROUP,
    deposed: "1a2b3c4d",
    mode: "managed",
    type: "azurerm_container_group",
    change: { actions: ["delete"], before: { name: "slipway-dev-hello-9a8b7c6d-0e1f" }, after: null },
  };
  const moved = {
    address: ENDPOINT,
    mode: "managed",
    type: "azurerm_traffic_manager_external_endpoint",
    change: {
      actions: ["update"],
      before: { name: "container-group", target: "old" },
      after: { name: "container-group", target: "new" },
    },
  };
  const stepsOf = (...resources: object[]) =>
    reviewPlans(
      gated,
      new Map([["dev-hello", { format_version: "1.2", resource_changes: resources }]]),
    ).steps.map(({ effect, sentences }) => [effect, sentences]);
  const next = gatedPlan("terraform_data.none").resource_changes;
  const goes = "The container group slipway-dev-hello-9a8b7c6d-0e1f is deleted.";
  expect(stepsOf(left, ...next)).toEqual([
    [
      "replacedGated",
      [
        "The new group comes beside the old one, and takes the traffic once it is healthy: both run, and are paid for, until 40 seconds after that.",
        goes,
      ],
    ],
  ]);
  expect(stepsOf(left, moved)).toEqual([
    [
      "replacedGated",
      [
        "The group that an earlier deploy made takes the traffic once it is healthy; what ran before goes 40 seconds after that.",
        goes,
        "The Traffic Manager endpoint container-group changes in place: target changes.",
      ],
    ],
  ]);
  expect(stepsOf(left)).toEqual([["settings", [goes, "What runs is not touched."]]]);
});

test("what a gated rollout would make twice under one name is told: Azure refuses it", () => {
  const account = (location: string, name = "acmefiles") => ({
    name,
    location,
    resource_group_name: "acme-prod",
  });
  const dangerOf = (after: object, actions = ["create", "delete"]) => {
    const change = { actions, before: account("westeurope"), after };
    const one = {
      address: "azurerm_storage_account.a",
      mode: "managed",
      type: "azurerm_storage_account",
      change,
    };
    const plans = new Map([["dev-hello", { format_version: "1.2", resource_changes: [one] }]]);
    return reviewPlans(gated, plans).danger.filter(({ text }) => text.startsWith("Azure refuses"));
  };
  expect(dangerOf(account("northeurope"))).toEqual([
    expect.objectContaining({
      text: "Azure refuses this deploy: with a gated rollout the new storage account acmefiles is made first, while the old one still has its name. Give it another name in the same change.",
    }),
  ]);
  expect(dangerOf(account("northeurope", "acmefiles2"))).toEqual([]);
  expect(dangerOf(account("northeurope"), ["delete", "create"])).toEqual([]);
});
