import { DiagnosticsSettings, RegistryDiagnostics } from "../../../constructs/registry/diagnostics";
import { addRegistry, faultsFor, ids, Rule, testRules } from "../../support/rules";
import { onlyResource, stackWith } from "../../support/synthesis";

const workspace: DiagnosticsSettings = { logAnalyticsWorkspaceId: ids.workspace };

const rules: readonly Rule<DiagnosticsSettings>[] = [
  [
    "a destination",
    workspace,
    {},
    "diagnostics is without a destination. Allowed: logAnalyticsWorkspaceId, storageAccountId, eventHubAuthorizationRuleId. Fix: name at least one of these destinations.",
  ],
  [
    "an id",
    { storageAccountId: ids.storageAccount },
    { storageAccountId: "logs" },
    'storageAccountId is "logs". Allowed: /subscriptions/UUID/resourceGroups/GROUP/providers/Microsoft.Storage/storageAccounts/NAME. Fix: copy its id from the az CLI.',
  ],
  [
    "a log",
    { ...workspace, logs: ["ContainerRegistryLoginEvents"] },
    { ...workspace, logs: ["Logins" as "ContainerRegistryLoginEvents"] },
    'logs[0] is "Logins". Allowed: ContainerRegistryRepositoryEvents, ContainerRegistryLoginEvents. Fix: write for example "ContainerRegistryRepositoryEvents".',
  ],
  [
    "logs or metrics",
    { ...workspace, logs: [] },
    { ...workspace, logs: [], metrics: false },
    "logs is []. Allowed: logs, or metrics. Fix: name a log, or leave the diagnostics out.",
  ],
];

describe("Azure's rules for diagnostics", () =>
  testRules(
    (props) =>
      faultsFor(
        (registry, stack) => void new RegistryDiagnostics(stack, "diagnostics", { ...props, registry }),
      ),
    rules,
  ));

test("all logs and metrics go there unless told otherwise", () => {
  const stack = stackWith(
    (scope) =>
      void new RegistryDiagnostics(scope, "diagnostics", { ...workspace, registry: addRegistry(scope) }),
  );
  expect(onlyResource(stack, "azurerm_monitor_diagnostic_setting")).toMatchObject({
    log_analytics_workspace_id: ids.workspace,
    enabled_log: [
      { category: "ContainerRegistryRepositoryEvents" },
      { category: "ContainerRegistryLoginEvents" },
    ],
    enabled_metric: [{ category: "AllMetrics" }],
  });
});

test("metrics that are turned off are said to be off: azurerm keeps what is left out", () => {
  const stack = stackWith(
    (scope) =>
      void new RegistryDiagnostics(scope, "diagnostics", {
        ...workspace,
        metrics: false,
        registry: addRegistry(scope),
      }),
  );
  const setting = onlyResource(stack, "azurerm_monitor_diagnostic_setting");
  expect(setting.metric).toEqual([{ category: "AllMetrics", enabled: false }]);
  expect(setting).not.toHaveProperty("enabled_metric");
});
