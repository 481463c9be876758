import { PushToken, PushTokenProps } from "../../../constructs/registry/push-token";
import { faultsFor, Rule, testRules } from "../../support/rules";

const token = { name: "push-hello", repository: "team/hello" };

const rules: readonly Rule<Omit<PushTokenProps, "registry">>[] = [
  [
    "name",
    { ...token, name: "p".repeat(49) },
    { ...token, name: "p".repeat(50) },
    `name is "${"p".repeat(50)}". Allowed: 5–49 letters, digits and hyphens, first a letter. Fix: write for example "push-shop".`,
  ],
  [
    "repository",
    token,
    { ...token, repository: "hello:v1" },
    'repository is "hello:v1". Allowed: up to 255 lower-case letters and digits, with single ".", "_", "-" between them and "/" between parts. Fix: use lower case, without host, tag or digest.',
  ],
  [
    "expiry",
    { ...token, expiry: "2028-02-29" },
    { ...token, expiry: "2027-02-29" },
    'expiry is "2027-02-29". Allowed: "never" or a day, YYYY-MM-DD. Fix: write for example "2030-01-31".',
  ],
];

describe("Azure's rules for a push token", () =>
  testRules(
    (props) => faultsFor((registry, stack) => void new PushToken(stack, "token", { ...props, registry })),
    rules,
  ));
