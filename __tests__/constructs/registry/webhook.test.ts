import { RegistryWebhook, WebhookSettings } from "../../../constructs/registry/webhook";
import { notSecret } from "../../../core/secrets/plain-value";
import { Secret } from "../../../core/secrets/secret";
import { addRegistry, faultsFor, Rule, testRules } from "../../support/rules";
import { onlyResource, stackWith } from "../../support/synthesis";

const hook: WebhookSettings = { name: "deploy", actions: ["push"], serviceUri: "https://example.com/hook" };

const rules: readonly Rule<WebhookSettings>[] = [
  [
    "name",
    hook,
    { ...hook, name: "on-push" },
    'name is "on-push". Allowed: 5–50 letters and digits. Fix: write for example "onpush".',
  ],
  [
    "action",
    { ...hook, actions: ["push", "chart_delete"] },
    { ...hook, actions: ["Push" as "push"] },
    'actions[0] is "Push". Allowed: push, delete, quarantine, chart_push, chart_delete. Fix: write "push".',
  ],
  [
    "an action at least",
    hook,
    { ...hook, actions: [] },
    'actions is []. Allowed: 1 action or more, each once. Fix: write for example ["push"].',
  ],
  [
    "address",
    { ...hook, serviceUri: "http://example.com" },
    { ...hook, serviceUri: "example.com/hook" },
    'serviceUri is "example.com/hook". Allowed: an address that starts with https:// or http://. Fix: write for example "https://example.com/hook".',
  ],
  [
    "no key in a plain address",
    { ...hook, serviceUri: Secret.fromVariable("hook_address") },
    { ...hook, serviceUri: "https://example.com/hook?code=hunter2" },
    'serviceUri is a plain value (not shown). Allowed: an address that holds no credential. Fix: write Secret.fromVariable("webhook_address").',
  ],
  [
    "no password in a plain address",
    { ...hook, serviceUri: "https://example.com/hook?team=web" },
    { ...hook, serviceUri: "https://me:hunter2@example.com/" },
    'serviceUri is a plain value (not shown). Allowed: an address that holds no credential. Fix: write Secret.fromVariable("webhook_address").',
  ],
  [
    "no token in the place of a user's name",
    { ...hook, serviceUri: "https://example.com/me@home" },
    { ...hook, serviceUri: "https://hunter2@example.com/" },
    'serviceUri is a plain value (not shown). Allowed: an address that holds no credential. Fix: write Secret.fromVariable("webhook_address").',
  ],
  [
    "scope",
    { ...hook, scope: "hello:*" },
    { ...hook, scope: "Hello:*" },
    'scope is "Hello:*". Allowed: REPOSITORY, REPOSITORY:TAG, REPOSITORY:* or REPOSITORY*. Fix: write for example "hello:*", or leave it out for the whole registry.',
  ],
  [
    "no credential in a plain header",
    {
      ...hook,
      headers: { Authorization: Secret.fromVariable("hook_token"), "X-Token": notSecret("a", "b") },
    },
    { ...hook, headers: { Authorization: "Bearer hunter2" } },
    'headers.Authorization is a plain value (not shown). Allowed: no credential as a plain value (its name says one). Fix: use Secret.fromVariable, or say notSecret(value, "why it is none").',
  ],
];

describe("Azure's rules for a webhook", () =>
  testRules(
    (props) =>
      faultsFor((registry, stack) => void new RegistryWebhook(stack, "hook", { ...props, registry })),
    rules,
  ));

test("every setting of a webhook reaches Azure, its secrets as variables", () => {
  const stack = stackWith(
    (scope) =>
      void new RegistryWebhook(scope, "hook", {
        ...hook,
        registry: addRegistry(scope),
        serviceUri: Secret.fromVariable("hook_address"),
        scope: "hello:v1",
        headers: { "X-Team": "web", "X-Token": Secret.fromVariable("hook_token") },
        enabled: false,
        location: "northeurope",
        tags: { team: "web" },
      }),
  );
  expect(onlyResource(stack, "azurerm_container_registry_webhook")).toMatchObject({
    name: "deploy",
    actions: ["push"],
    service_uri: "${var.hook_address}",
    scope: "hello:v1",
    custom_headers: { "X-Team": "web", "X-Token": "${var.hook_token}" },
    status: "disabled",
    location: "northeurope",
    tags: { team: "web" },
  });
});
