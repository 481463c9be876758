import { healthBehind } from "../../constructs/https/web-server";
import { healthCheckOf } from "../../constructs/rollout/health-check";
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
export async function askHealth({ settings }: AppInEnvironment, url: string): Promise<HealthAnswer> {
  const { https } = settings;
  const own = healthCheckOf(settings);
  const health = https ? healthBehind(https, settings, own) : own;
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
