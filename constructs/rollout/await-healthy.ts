import { LocalExecProvisioner } from "cdktf";
import { readFileSync } from "node:fs";
import * as path from "node:path";
import { literalText } from "../../core/terraform/literal-text";
import { HealthCheck } from "./health-check";

/** What asks a new container group for its health. */
export const AWAIT_GROUP = readFileSync(path.join(__dirname, "scripts", "await-healthy.sh"), "utf8");

/** Whom to ask, and how. */
export interface Asked {
  readonly host: string;
  readonly port: number;
  readonly health: HealthCheck;
  /** The command that shows the logs. */
  readonly logs: string;
}

/** A step of the deploy that ends well when what is new is healthy; `script` asks it. */
export function awaitHealthy(script: string, { host, port, health, logs }: Asked): LocalExecProvisioner {
  return {
    type: "local-exec",
    interpreter: ["sh", "-c"],
    // From the environment, since Terraform prints a failed command in full.
    command: 'sh -c "$AWAIT_HEALTHY"',
    environment: {
      AWAIT_HEALTHY: literalText(script),
      PROBE_HOST: host,
      PROBE_PORT: String(port),
      PROBE_PATH: literalText(health.path),
      PROBE_STATUS: String(health.status),
      PROBE_ATTEMPTS: String(health.attempts),
      PROBE_INTERVAL: String(health.intervalSeconds),
      PROBE_DEADLINE: String(health.deadlineSeconds),
      PROBE_LOGS: logs,
    },
  };
}
