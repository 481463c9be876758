import { ContainerGroupDiagnostics } from "@cdktf/provider-azurerm/lib/container-group";
import { DataAzurermLogAnalyticsWorkspace } from "@cdktf/provider-azurerm/lib/data-azurerm-log-analytics-workspace";
import { LogAnalyticsWorkspace } from "@cdktf/provider-azurerm/lib/log-analytics-workspace";
import { Construct } from "constructs";
import { checkAzureId } from "../../core/azure/ids";
import { checkName } from "../../core/azure/names";
import { checkChoice, checkWholeNumber, Fault, inWords, refuse } from "../../core/fault";
import { checkSecret, Secret, secretExpression } from "../../core/secrets/secret";
import { literalTexts } from "../../core/terraform/literal-text";
import { GroupPlace } from "./group-place";

/** What a container group logs, by Azure's names. */
export const LOG_TYPES = ["ContainerInsights", "ContainerInstanceLogs"] as const;

/** What is logged, and with what. */
export interface LogAnalyticsProps {
  /**
   * The tables that the logs go to, by Azure's names.
   * @default "ContainerInsights"
   * @azure logType
   */
  readonly logType?: (typeof LOG_TYPES)[number];
  /**
   * Added to each log entry.
   * @default - nothing
   * @azure metadata
   */
  readonly metadata?: Readonly<Record<string, string>>;
}

/** A workspace made with the container group. */
export interface NewWorkspaceProps extends LogAnalyticsProps {
  /**
   * How many days it keeps logs: 30–730.
   * @default 30
   * @azure retentionInDays
   */
  readonly retentionDays?: number;
}

interface Workspace {
  readonly workspaceId: string;
  readonly workspaceKey: string;
}

/**
 * The Log Analytics workspace that takes the logs of a container group, or of all apps of a Container Apps environment.
 *
 * @example
 * const run: Partial<AppSettings> = { logAnalytics: LogAnalytics.create("acme-logs", { retentionDays: 90 }) };
 */
export abstract class LogAnalytics {
  /**
   * A workspace that exists already, by its ids.
   * @param workspaceId the workspace's own id, a UUID, not Azure's id of the resource
   * @param workspaceKey its primary or secondary shared key
   */
  static workspace(workspaceId: string, workspaceKey: Secret, props: LogAnalyticsProps = {}): LogAnalytics {
    return new WorkspaceByIds(workspaceId, workspaceKey, props);
  }

  /**
   * A workspace that exists already, by its name: Terraform reads its id and key, with the rights to do so.
   * @param name the workspace's name
   * @param resourceGroupName the resource group that holds it
   */
  static existing(name: string, resourceGroupName: string, props: LogAnalyticsProps = {}): LogAnalytics {
    return new ExistingWorkspace(name, resourceGroupName, props);
  }

  /**
   * A workspace made in the resource group of the container group.
   * @param name 4–63 letters, digits and hyphens, with no hyphen first or last
   */
  static create(name: string, props: NewWorkspaceProps = {}): LogAnalytics {
    return new NewWorkspace(name, props);
  }

  /** Whether Azure's id of it is known, and not only its own. */
  protected readonly isResource: boolean = true;

  protected constructor(private readonly props: LogAnalyticsProps) {}

  /** What Azure would refuse. */
  check(property: string): Fault[] {
    return [
      ...this.checkWorkspace(property),
      ...checkChoice(`${property}.logType`, this.props.logType, LOG_TYPES),
    ];
  }

  /** What Azure Container Apps would refuse: it takes the workspace itself, and says nothing of tables and metadata. */
  checkForContainerApps(property: string): Fault[] {
    const given = Object.entries(this.props).filter(
      ([name, value]) => ["logType", "metadata"].includes(name) && value !== undefined,
    );
    return [
      ...this.checkWorkspace(property),
      ...(this.isResource
        ? []
        : refuse(
            property,
            inWords("LogAnalytics.workspace(…)"),
            "a workspace by its name on Azure Container Apps, which takes Azure's id of it",
            'write LogAnalytics.existing("NAME", "RESOURCE-GROUP")',
          )),
      ...given.flatMap(([name]) =>
        refuse(
          `${property}.${name}`,
          inWords("given"),
          "no tables and no metadata on Azure Container Apps, which has tables of its own",
          `leave ${name} out`,
        ),
      ),
    ];
  }

  /** Azure's id of the workspace; undefined where only the workspace's own id is known. What has to be made is made. */
  abstract resourceId(place: GroupPlace): string | undefined;

  /** The block of the container group that this becomes. */
  render(place: GroupPlace): ContainerGroupDiagnostics {
    const { logType = "ContainerInsights", metadata } = this.props;
    return {
      logAnalytics: {
        ...this.renderWorkspace(place),
        // Written out: without a type azurerm sends no metadata.
        logType,
        metadata: literalTexts(metadata),
      },
    };
  }

  protected abstract checkWorkspace(property: string): Fault[];
  protected abstract renderWorkspace(place: GroupPlace): Workspace;
}

class WorkspaceByIds extends LogAnalytics {
  constructor(
    private readonly workspaceId: string,
    private readonly workspaceKey: Secret,
    props: LogAnalyticsProps,
  ) {
    super(props);
  }

  protected checkWorkspace(property: string): Fault[] {
    const fix = 'copy "customerId" from "az monitor log-analytics workspace show"';
    return [
      ...checkAzureId("uuid", `${property}.workspaceId`, this.workspaceId, fix),
      ...checkSecret(`${property}.workspaceKey`, this.workspaceKey),
    ];
  }

  protected override readonly isResource = false;

  resourceId(): undefined {
    return undefined;
  }

  protected renderWorkspace({ scope }: GroupPlace): Workspace {
    return {
      workspaceId: this.workspaceId,
      workspaceKey: secretExpression(scope, this.workspaceKey),
    };
  }
}

class ExistingWorkspace extends LogAnalytics {
  constructor(
    private readonly name: string,
    private readonly resourceGroupName: string,
    props: LogAnalyticsProps,
  ) {
    super(props);
  }

  protected checkWorkspace(property: string): Fault[] {
    return [
      ...checkName("logAnalyticsWorkspace", `${property}.name`, this.name),
      ...checkName("resourceGroup", `${property}.resourceGroupName`, this.resourceGroupName),
    ];
  }

  resourceId({ scope }: GroupPlace): string {
    return this.find(scope).id;
  }

  protected renderWorkspace({ scope }: GroupPlace): Workspace {
    const found = this.find(scope);
    return { workspaceId: found.workspaceId, workspaceKey: found.primarySharedKey };
  }

  private find(scope: Construct) {
    const { name, resourceGroupName } = this;
    return new DataAzurermLogAnalyticsWorkspace(scope, "log-analytics", { name, resourceGroupName });
  }
}

class NewWorkspace extends LogAnalytics {
  constructor(
    private readonly name: string,
    private readonly workspace: NewWorkspaceProps,
  ) {
    super(workspace);
  }

  protected checkWorkspace(property: string): Fault[] {
    const { retentionDays } = this.workspace;
    return [
      ...checkName("logAnalyticsWorkspace", `${property}.name`, this.name),
      // Source: azurerm's log_analytics_workspace_resource.go; 7 is for the retired Free tier only.
      ...checkWholeNumber(`${property}.retentionDays`, retentionDays, { from: 30, to: 730, unit: "days" }),
    ];
  }

  resourceId(place: GroupPlace): string {
    return this.make(place).id;
  }

  protected renderWorkspace(place: GroupPlace): Workspace {
    const made = this.make(place);
    return { workspaceId: made.workspaceId, workspaceKey: made.primarySharedKey };
  }

  private make({ scope, ...place }: GroupPlace) {
    return new LogAnalyticsWorkspace(scope, "log-analytics", {
      ...place,
      name: this.name,
      sku: "PerGB2018",
      retentionInDays: this.workspace.retentionDays ?? 30,
    });
  }
}
