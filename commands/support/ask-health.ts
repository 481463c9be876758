import { healthCheckOfApp } from "../../constructs/container-app/health";
import { healthBehind } from "../../constructs/https/web-server";
import { HealthCheck, healthCheckOf } from "../../constructs/rollout/health-check";
import { AppInEnvironment } from "../../deployment/planned-stacks";
import { askUrl, Certificate } from "./ask-url";

/** What an app answered when it was asked for its health. */
export interface HealthAnswer {
  /** The address that was asked. */
  readonly asked: string;
  readonly expected: string;
  readonly found: string;
  readonly good: boolean;
  /** With HTTPS. */
  readonly certificate?: Certificate;
}

/** Asks an app at its url what its health check asks, or for its start page if it has no check. */
export async function askHealth(app: AppInEnvironment, url: string): Promise<HealthAnswer> {
  const health = healthOf(app);
  const target = new URL(health?.path ?? "/", url);
  if (health?.port !== undefined) target.port = String(health.port);
  const { status, certificate } = await askUrl(target);
  return {
    asked: target.href,
    expected: health ? `status ${health.status}` : "a status below 400",
    found: typeof status === "number" ? `status ${status}` : status,
    good: health ? status === health.status : typeof status === "number" && status < 400,
    certificate,
  };
}

function healthOf({
  settings,
  platform,
}: AppInEnvironment): Pick<HealthCheck, "path" | "port" | "status"> | undefined {
  if (platform.kind === "containerApps") {
    const health = healthCheckOfApp(settings);
    // It answers at its url only, on HTTPS's own port.
    return health && { path: health.path, status: health.status };
  }
  const own = healthCheckOf(settings);
  return settings.https ? healthBehind(settings.https, settings, own) : own;
}
