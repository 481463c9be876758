import { ContainerAppTemplateContainerReadinessProbe } from "@cdktf/provider-azurerm/lib/container-app";
import { Fault, inWords, refuse } from "../../core/fault";
import { plainText } from "../../core/secrets/plain-value";
import { literalText } from "../../core/terraform/literal-text";
import { Port } from "../container-group/port";
import { Probe, ProbeTimings } from "../container-group/probe";

/** The two kinds of probe that a container has. */
export type ProbeKind = "liveness" | "readiness";

/**
 * The most of each timing.
 * Source: azurerm's helpers/container_apps.go (ContainerAppReadinessProbeSchema, ContainerAppLivenessProbeSchema).
 */
const MOST: Required<ProbeTimings> = {
  initialDelaySeconds: 60,
  periodSeconds: 240,
  timeoutSeconds: 240,
  failureThreshold: 30,
  successThreshold: 10,
};

/** What Azure would refuse in a probe. */
export function checkProbe(kind: ProbeKind, property: string, probe: Probe, ports: readonly Port[]): Fault[] {
  const { request, timings } = probe;
  const isLiveness = kind === "liveness";
  return [
    ...probe.check(property, ports, MOST),
    ...(request
      ? []
      : refuse(
          property,
          inWords("Probe.exec(…)"),
          "an HTTP probe on Azure Container Apps, which runs no command in a container",
          'write Probe.httpGet("/health"), or platform: Platform.containerInstances() for this app',
        )),
    // Source: Azure documentation, "Health probes in Azure Container Apps", after Kubernetes: 1 for liveness.
    ...(isLiveness && timings.successThreshold > 1
      ? refuse(
          `${property}.successThreshold`,
          timings.successThreshold,
          "1 for a liveness probe on Azure Container Apps",
          "leave it out",
        )
      : []),
  ];
}

/** The block that a probe becomes; undefined for one that was refused. */
export function renderProbe(
  kind: ProbeKind,
  probe: Probe,
  ports: readonly Port[],
): ContainerAppTemplateContainerReadinessProbe[] | undefined {
  const { request, timings } = probe;
  if (!request) return undefined;
  const { path, scheme = "http", headers = {} } = request;
  const header = Object.entries(headers).map(([name, value]) => ({
    name: literalText(name),
    value: literalText(plainText(value)),
  }));
  return [
    {
      transport: scheme.toUpperCase(),
      port: probe.portAsked(ports) ?? 0,
      path: literalText(path),
      header: header.length > 0 ? header : undefined,
      initialDelay: timings.initialDelaySeconds,
      intervalSeconds: timings.periodSeconds,
      timeout: timings.timeoutSeconds,
      failureCountThreshold: timings.failureThreshold,
      // Without it azurerm wants three successes.
      ...(kind === "readiness" ? { successCountThreshold: timings.successThreshold } : {}),
    },
  ];
}
