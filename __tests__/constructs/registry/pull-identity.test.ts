import { PullIdentity, PullIdentityProps } from "../../../constructs/registry/pull-identity";
import { faultsFor, Rule, testRules } from "../../support/rules";

const identity = { name: "pull", location: "westeurope" };

const rules: readonly Rule<Omit<PullIdentityProps, "registry">>[] = [
  [
    "name",
    { ...identity, name: "a_1" },
    { ...identity, name: "_a1" },
    'name is "_a1". Allowed: 3–128 letters, digits, hyphens and underscores, first a letter or digit. Fix: write for example "acme-pull".',
  ],
  [
    "tags",
    { ...identity, tags: { team: "web" } },
    { ...identity, tags: { "a/b": "" } },
    'tags (name) is "a/b". Allowed: 1–512 bytes without < > % & \\ ? /. Fix: rename it, for example to "cost-center".',
  ],
];

describe("Azure's rules for a pull identity", () =>
  testRules(
    (props) =>
      faultsFor((registry, stack) => void new PullIdentity(stack, "identity", { ...props, registry })),
    rules,
  ));
