import { DataAzurermContainerApp } from "@cdktf/provider-azurerm/lib/data-azurerm-container-app";
import { Construct } from "constructs";
import { TerraformData } from "../../core/terraform/data";
import { AWAIT_GROUP, awaitHealthy } from "../rollout/await-healthy";
import { HealthCheck } from "../rollout/health-check";
import { ContainerApp } from "./container-app";

/** What a {@link RevisionGate} is made from. */
export interface RevisionGateProps {
  readonly app: ContainerApp;
  readonly name: string;
  readonly resourceGroupName: string;
  /** How to find out that a revision is up. */
  readonly health: HealthCheck;
}

/** In what the question to a revision differs from that to a container group. */
const DIFFERENCES: readonly (readonly [group: string, revision: string])[] = [
  ["http://", "https://"],
  // Azure finds the app by the name alone.
  ['--header "Host: $PROBE_HOST:$PROBE_PORT"', '--header "Host: $PROBE_HOST"'],
  ["$PROBE_HOST:$PROBE_PORT$PROBE_PATH", "$PROBE_HOST$PROBE_PATH"],
  // Of a certificate that is not trusted, curl says most in its first line.
  ["| tail -n 1 | head -c 200", "| sed -n -e '/^curl: (/p' -e '$p' | head -n 1 | head -c 200"],
  ["new container group", "new revision"],
  [
    "No traffic was moved to it; what ran before still runs.",
    "Azure moves the traffic to it only when its own probes pass; until then what ran before answers. Which one does: $PROBE_REVISIONS",
  ],
];

/** What asks a new revision for its health: as a new container group is asked, but by HTTPS. */
export const AWAIT_REVISION = DIFFERENCES.reduce(
  (script, [group, revision]) => script.replaceAll(group, revision),
  AWAIT_GROUP,
);

/**
 * Lets a deploy end well only when the newest revision answers by its own name. Azure ends an update well although the
 * new revision fails, and the app's own name is answered by the old one.
 *
 * The revision is read anew after each change of the app: in the update itself, azurerm gives the name of the one before.
 * After an update that failed, the next deploy sees a revision that was never proved, and asks it.
 */
export class RevisionGate extends Construct {
  constructor(scope: Construct, id: string, { app, name, resourceGroupName, health }: RevisionGateProps) {
    super(scope, id);
    const revision = new DataAzurermContainerApp(this, "revision", {
      name,
      resourceGroupName,
      dependsOn: [app.resource],
    });
    const of = `--resource-group ${resourceGroupName} --name ${name}`;
    const question = awaitHealthy(AWAIT_REVISION, {
      host: revision.latestRevisionFqdn,
      port: 443,
      health,
      logs: `az containerapp logs show ${of} --revision ${revision.latestRevisionName}`,
    });
    const environment = {
      ...question.environment,
      PROBE_REVISIONS: `az containerapp revision list ${of} --output table`,
    };
    new TerraformData(this, "healthy", {
      triggersReplace: { revision: revision.latestRevisionName },
      provisioners: [{ ...question, environment }],
    });
  }
}
