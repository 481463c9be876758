import { LocalExecProvisioner } from "cdktf";
import { readFileSync } from "node:fs";
import * as path from "node:path";
import { literalText } from "../../core/terraform/literal-text";
import { ContainerGroup } from "../container-group/container-group";
import { WEB_SERVER } from "./web-server";

/** What {@link awaitCertificate} asks for. */
export interface AwaitedCertificate {
  readonly when: "before" | "after";
  /** The name that moves. */
  readonly publicName: string;
  /** The names that should lead to it. */
  readonly domains: readonly string[];
  /** The path to ask for; any answer will do. */
  readonly path: string;
  /** The group that the public name moves to. */
  readonly group: ContainerGroup;
  /** Whether the certificate must be trusted where Terraform runs. */
  readonly verified: boolean;
  readonly resourceGroupName: string;
}

const AWAIT_HTTPS = readFileSync(path.join(__dirname, "scripts", "await-https.sh"), "utf8");

/** A new group has the certificate on its share. An authority takes seconds, or minutes when DNS is slow. */
const DEADLINE_SECONDS = { before: 60, after: 600 } as const;

/** A step of a rollout: asks for HTTPS before the public name moves, or after. */
export function awaitCertificate(asked: AwaitedCertificate): LocalExecProvisioner {
  const { when, group, resourceGroupName } = asked;
  return {
    type: "local-exec",
    interpreter: ["sh", "-c"],
    // From the environment, since Terraform prints a failed command in full.
    command: 'sh -c "$AWAIT_HTTPS"',
    environment: {
      AWAIT_HTTPS: literalText(AWAIT_HTTPS),
      HTTPS_WHEN: when,
      HTTPS_PUBLIC_NAME: asked.publicName,
      HTTPS_DOMAINS: asked.domains.join(" "),
      HTTPS_GROUP: group.fqdn,
      HTTPS_PATH: literalText(asked.path),
      HTTPS_VERIFY: asked.verified ? "yes" : "no",
      HTTPS_DEADLINE: String(DEADLINE_SECONDS[when]),
      HTTPS_LOGS: `az container logs --resource-group ${resourceGroupName} --name ${group.groupName} --container-name ${WEB_SERVER}`,
    },
  };
}
