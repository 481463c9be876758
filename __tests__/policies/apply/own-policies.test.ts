import { ContainerGroup } from "@cdktf/provider-azurerm/lib/container-group";
import { Deployment } from "../../../deployment/deployment";
import { OwnPolicy, resourcesIn, StackJson } from "../../../policies/policy";
import { exampleDeployment, faultsOf, stacksOf } from "../../support/synthesis";

/** Wants no more than the one group of the app. */
const oneGroup: OwnPolicy = {
  id: "one-group",
  reason: "Two groups cost twice.",
  check: (stack) =>
    resourcesIn(stack, "azurerm_container_group")
      .slice(1)
      .map(({ path }) => ({ path, found: "a second group", fix: "remove it" })),
  examples: { passes: groups("a"), fails: groups("a", "b") },
};

function groups(...ids: string[]): StackJson {
  return { resource: { azurerm_container_group: Object.fromEntries(ids.map((id) => [id, {}])) } };
}

/** The example in an environment of which more is said. */
function example(environment: object, more: Partial<Deployment>): Deployment {
  return exampleDeployment({ environments: [{ name: "dev", registry: "dev", ...environment }], ...more });
}

const addGroup: Deployment["customize"] = {
  "dev-hello": (stack) => {
    new ContainerGroup(stack, "more", {
      name: "more",
      location: "westeurope",
      resourceGroupName: "more",
      osType: "Linux",
      tags: { a: "b" },
      container: [{ name: "a", image: `a@sha256:${"0".repeat(64)}`, cpu: 1, memory: 1 }],
    });
  },
};

const secondGroup =
  "[dev-hello] policy one-group: dev-hello/more: a second group. Two groups cost twice. " +
  "Fix: remove it; or suppress the policy with a reason.";

test("a policy of one's own sees what was added to a stack, and so do Slipway's", () => {
  const faults = (more: Partial<Deployment>) =>
    faultsOf(example({ policies: "error" }, { policies: [oneGroup], customize: addGroup, ...more }));
  const noProbe = expect.stringMatching(/^\[dev-hello\] policy probes-present: dev-hello\/more: /);
  expect(faults({})).toEqual([noProbe, secondGroup]);
  expect(faults({ customize: undefined })).toEqual([]);
  const reason = "It is a test.";
  expect(faults({ policySuppressions: [{ policy: "one-group", stack: "dev-hello", reason }] })).toEqual([
    noProbe,
  ]);
});

test("it is as strict as the environment says", () => {
  const more = { policies: [oneGroup], customize: addGroup };
  expect(faultsOf(example({}, more))).toEqual([]);
  expect(faultsOf(example({ policies: "off" }, more))).toEqual([]);
  expect(faultsOf(example({ production: true }, more))).toContain(secondGroup);
  const inProductionOnly = [{ ...oneGroup, inProductionOnly: true }];
  expect(faultsOf(example({ policies: "error" }, { ...more, policies: inProductionOnly }))).not.toContain(
    secondGroup,
  );
});

test.each<[string, Partial<OwnPolicy>, string]>([
  [
    "finds nothing where it should",
    { check: () => [] },
    "policies[0].examples.fails is a stack in which it finds nothing. Allowed: a stack in which check finds something. " +
      "Fix: correct check or the example.",
  ],
  [
    "finds something where it should not",
    { examples: { passes: groups("a", "b"), fails: groups("a", "b") } },
    "policies[0].examples.passes is a stack in which it finds 1 things. Allowed: a stack in which check finds nothing. " +
      "Fix: correct check or the example.",
  ],
  [
    "has the id of another",
    { id: "no-admin-user" },
    'policies[0].id is "no-admin-user". Allowed: each id once. Fix: give it another one.',
  ],
  [
    "has an id that is two words",
    { id: "one group" },
    'policies[0].id is "one group". Allowed: lower-case letters and digits, with single hyphens between them. ' +
      'Fix: write for example "no-spot".',
  ],
  [
    "has no reason",
    { reason: " " },
    'policies[0].reason is " ". Allowed: why anybody should care, in one sentence. Fix: write it.',
  ],
])("one that %s is refused", (_, change, fault) => {
  expect(faultsOf(example({}, { policies: [{ ...oneGroup, ...change }] }))).toEqual([fault]);
});

test("one that throws is refused by its examples, and tells of a stack that it cannot look at", () => {
  const picky: OwnPolicy = {
    ...oneGroup,
    check: (stack) => {
      if (stack.terraform) throw new Error("What is this?");
      return oneGroup.check(stack);
    },
  };
  expect(faultsOf(example({ policies: "error" }, { policies: [picky] }))).toContain(
    "[dev-registry, dev-hello] policy one-group cannot look at this stack: What is this?. Fix: correct its check.",
  );
  const examples = { passes: { terraform: {} }, fails: groups("a", "b") };
  expect(faultsOf(example({}, { policies: [{ ...picky, examples }] }))).toEqual([
    expect.stringContaining("policies[0].examples.passes is an example on which check throws: What is this?"),
  ]);
});

describe("customize", () => {
  test("is seen where it overrides the JSON of the whole stack", () => {
    const customize: Deployment["customize"] = {
      "dev-hello": (stack) => {
        const more = { location: "westeurope", container: [{ name: "a", liveness_probe: {} }] };
        stack.addOverride("resource.azurerm_container_group.more", more);
      },
    };
    const faults = faultsOf(example({ policies: "error" }, { customize }));
    expect(faults.map((fault) => fault.split(": ").slice(0, 2).join(": "))).toEqual([
      "[dev-hello] policy image-pinned-by-digest: azurerm_container_group.more",
      "[dev-hello] policy tags-present: azurerm_container_group.more",
    ]);
  });

  test("changes a stack and no other", () => {
    const [before, after] = [undefined, addGroup].map((customize) => stacksOf(example({}, { customize })));
    expect(Object.keys(after!["dev-hello"].resource.azurerm_container_group)).toContain("more");
    expect({ ...after, "dev-hello": 0 }).toEqual({ ...before, "dev-hello": 0 });
  });

  test("of a stack that no other has the name of is refused", () => {
    expect(faultsOf(example({}, { customize: { "dev-helo": () => undefined } }))).toEqual([
      'the stack to customize is "dev-helo". Allowed: dev-registry, dev-hello-image, dev-hello. Fix: write "dev-hello".',
    ]);
  });

  test("of a stack that awaits a promotion waits with it", () => {
    const customize = {
      "dev-hello": () => {
        throw new Error("There is no such stack yet.");
      },
    };
    expect(faultsOf(example({ images: "promoted" }, { customize }))).toEqual([]);
  });

  test("that is done only after the stacks are written is refused", () => {
    expect(faultsOf(example({}, { customize: { "dev-hello": async () => undefined } }))).toEqual([
      "[dev-hello] customize is an async function. Allowed: a function that is done when it returns. Fix: leave out async.",
    ]);
  });

  test.each([
    [{ policies: [{ ...oneGroup, check: 7 }] }, /^policies\[0\]\.check is 7\. Allowed: a function\./],
    [{ customize: { "dev-hello": {} } }, /^customize\.dev-hello is an object\. Allowed: a function\./],
  ])("of another kind is refused", (more, fault) => {
    expect(faultsOf(example({}, more as never))).toEqual([expect.stringMatching(fault)]);
  });
});
