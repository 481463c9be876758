import { MonitorDiagnosticSetting } from "@cdktf/provider-azurerm/lib/monitor-diagnostic-setting";
import { Construct } from "constructs";
import { checkAzureId } from "../../core/azure/ids";
import { checkChoice, Fault, inWords, refuse, reportFaults } from "../../core/fault";
import { Registry } from "./registry";

/** What a registry logs, by Azure's names. Source: Azure documentation, "Monitoring data reference for Azure Container Registry". */
export const REGISTRY_LOGS = ["ContainerRegistryRepositoryEvents", "ContainerRegistryLoginEvents"] as const;

/** Where a registry's logs and metrics go: to one place or more. */
export interface DiagnosticsSettings {
  /**
   * Azure's id of a Log Analytics workspace.
   * @default - not there
   * @azure workspaceId
   */
  readonly logAnalyticsWorkspaceId?: string;
  /**
   * Azure's id of a storage account.
   * @default - not there
   * @azure storageAccountId
   */
  readonly storageAccountId?: string;
  /**
   * Azure's id of an authorization rule of an Event Hubs namespace.
   * @default - not there
   * @azure eventHubAuthorizationRuleId
   */
  readonly eventHubAuthorizationRuleId?: string;
  /**
   * Which logs.
   * @default - both
   * @azure logs
   */
  readonly logs?: readonly (typeof REGISTRY_LOGS)[number][];
  /**
   * Whether metrics go there too.
   * @default true
   * @azure metrics
   */
  readonly metrics?: boolean;
}

/** What {@link RegistryDiagnostics} are made from. */
export interface RegistryDiagnosticsProps extends DiagnosticsSettings {
  readonly registry: Registry;
}

/** A diagnostic setting: a registry's logs and metrics, sent on. */
export class RegistryDiagnostics extends Construct {
  constructor(scope: Construct, id: string, props: RegistryDiagnosticsProps) {
    super(scope, id);
    reportFaults(this, faultsOf(props));
    const { registry, logs = REGISTRY_LOGS, metrics = true } = props;
    new MonitorDiagnosticSetting(this, "Resource", {
      name: "registry-diagnostics",
      targetResourceId: registry.registryId,
      logAnalyticsWorkspaceId: props.logAnalyticsWorkspaceId,
      storageAccountId: props.storageAccountId,
      eventhubAuthorizationRuleId: props.eventHubAuthorizationRuleId,
      enabledLog: logs.map((category) => ({ category })),
      enabledMetric: metrics ? [{ category: "AllMetrics" }] : undefined,
      // Deprecated, but what turns metrics off: a left out enabled_metric is computed before azurerm 5, so it stays.
      metric: metrics ? undefined : [{ category: "AllMetrics", enabled: false }],
    });
  }
}

function faultsOf(props: RegistryDiagnosticsProps): Fault[] {
  const { logs = REGISTRY_LOGS, metrics = true } = props;
  const destinations = [
    ["logAnalyticsWorkspace", "logAnalyticsWorkspaceId", props.logAnalyticsWorkspaceId],
    ["storageAccount", "storageAccountId", props.storageAccountId],
    ["eventHubAuthorizationRule", "eventHubAuthorizationRuleId", props.eventHubAuthorizationRuleId],
  ] as const;
  const given = destinations.filter(([, , id]) => id !== undefined);
  return [
    ...given.flatMap(([kind, property, id]) =>
      checkAzureId(kind, property, id, "copy its id from the az CLI"),
    ),
    ...logs.flatMap((log, i) => checkChoice(`logs[${i}]`, log, REGISTRY_LOGS)),
    ...(given.length === 0
      ? refuse(
          "diagnostics",
          inWords("without a destination"),
          destinations.map(([, property]) => property).join(", "),
          "name at least one of these destinations",
        )
      : []),
    ...(logs.length === 0 && !metrics
      ? refuse("logs", logs, "logs, or metrics", "name a log, or leave the diagnostics out")
      : []),
  ];
}
