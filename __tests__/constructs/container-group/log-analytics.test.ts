import { LogAnalytics } from "../../../constructs/container-group/log-analytics";
import { Secret } from "../../../core/secrets/secret";
import { groupFaults, groupJson, groupStack, ids, Rule, testRules } from "../../support/rules";

const faults = (logAnalytics: LogAnalytics) => groupFaults({ logAnalytics });
const key = Secret.fromVariable("workspace_key");

const rules: readonly Rule<LogAnalytics>[] = [
  [
    "a workspace's own id",
    LogAnalytics.workspace(ids.uuid, key),
    LogAnalytics.workspace("logs", key),
    'logAnalytics.workspaceId is "logs". Allowed: a UUID, 8-4-4-4-12 hexadecimal digits. Fix: copy "customerId" from "az monitor log-analytics workspace show".',
  ],
  [
    "a key that is a secret",
    LogAnalytics.workspace(ids.uuid, key),
    LogAnalytics.workspace(ids.uuid, "hunter2" as unknown as Secret),
    "logAnalytics.workspaceKey is a plain value (not shown). Allowed: a Secret, so that the value is not written into the synthesized JSON. Fix: use Secret.fromVariable.",
  ],
  [
    "an existing workspace's name",
    LogAnalytics.existing("logs", "rg"),
    LogAnalytics.existing("log", "rg"),
    'logAnalytics.name is "log". Allowed: 4–63 letters, digits and hyphens, with no hyphen first or last. Fix: write for example "acme-logs".',
  ],
  [
    "a new workspace's name",
    LogAnalytics.create("logs"),
    LogAnalytics.create("logs-"),
    'logAnalytics.name is "logs-". Allowed: 4–63 letters, digits and hyphens, with no hyphen first or last. Fix: write for example "acme-logs".',
  ],
  [
    "how long logs are kept",
    LogAnalytics.create("logs", { retentionDays: 730 }),
    LogAnalytics.create("logs", { retentionDays: 29 }),
    "logAnalytics.retentionDays is 29. Allowed: a whole number of 30 to 730 days. Fix: write for example 30.",
  ],
  [
    "what is logged",
    LogAnalytics.create("logs", { logType: "ContainerInstanceLogs" }),
    LogAnalytics.create("logs", { logType: "Logs" as "ContainerInstanceLogs" }),
    'logAnalytics.logType is "Logs". Allowed: ContainerInsights, ContainerInstanceLogs. Fix: write for example "ContainerInsights".',
  ],
];

describe("Azure's rules for Log Analytics", () => testRules(faults, rules));

test("a workspace by its ids", () => {
  const logAnalytics = LogAnalytics.workspace(ids.uuid, key, { metadata: { team: "web" } });
  expect(groupJson({ logAnalytics }).diagnostics.log_analytics).toEqual({
    workspace_id: ids.uuid,
    workspace_key: "${var.workspace_key}",
    log_type: "ContainerInsights",
    metadata: { team: "web" },
  });
});

test("an existing workspace is looked up", () => {
  const stack = groupStack({ logAnalytics: LogAnalytics.existing("logs", "platform") });
  expect(Object.values(stack.data.azurerm_log_analytics_workspace)).toEqual([
    expect.objectContaining({ name: "logs", resource_group_name: "platform" }),
  ]);
});

test("a new workspace is made beside the group", () => {
  const stack = groupStack({ logAnalytics: LogAnalytics.create("logs", { retentionDays: 90 }) });
  expect(Object.values(stack.resource.azurerm_log_analytics_workspace)).toEqual([
    expect.objectContaining({
      name: "logs",
      resource_group_name: "rg",
      location: "westeurope",
      sku: "PerGB2018",
      retention_in_days: 90,
    }),
  ]);
});
