import { Port } from "../container-group/port";
import { CheckedApp, HealthCheck, healthCheckOf } from "../rollout/health-check";
import { targetPortOf } from "./ingress";

/** The health check of an app on Azure Container Apps, which answers on one port only. */
export function healthCheckOfApp(app: CheckedApp): HealthCheck | undefined {
  const port = targetPortOf({ ...app, containers: [app, ...(app.sidecars ?? [])] });
  return healthCheckOf({ ...app, exposedPorts: port === undefined ? [] : [Port.tcp(port)] });
}
