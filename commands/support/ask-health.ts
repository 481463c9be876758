import { healthCheckOf } from "../../constructs/rollout/health-check";
import { AppInEnvironment } from "../../deployment/planned-stacks";
import { askUrl } from "./ask-url";

/** What an app answered when it was asked for its health. */
export interface HealthAnswer {
  /** The address that was asked. */
  readonly asked: string;
  readonly expected: string;
  readonly found: string;
  readonly good: boolean;
}

/** Asks an app at its url what its health check asks, or for its start page if it has no check. */
export async function askHealth({ settings }: AppInEnvironment, url: string): Promise<HealthAnswer> {
  const health = healthCheckOf(settings);
  const target = new URL(health?.path ?? "/", url);
  if (health?.port !== undefined) target.port = String(health.port);
  const answer = await askUrl(target);
  return {
    asked: target.href,
    expected: health ? `status ${health.status}` : "a status below 400",
    found: typeof answer === "number" ? `status ${answer}` : answer,
    good: health ? answer === health.status : typeof answer === "number" && answer < 400,
  };
}
