import { ContainerProps } from "../container-group/container";
import { Cpu } from "../container-group/cpu";
import { Memory } from "../container-group/memory";
import { firstTcpPort } from "../container-group/port";
import { HealthCheck } from "../rollout/health-check";
import { CertificateSource, Https } from "./https";

/** The name of the web server's container. */
export const WEB_SERVER = "https";

/**
 * The official image of Caddy 2.11.4, for all platforms.
 * Source: docker-library/repo-info, repos/caddy/remote/2.11.4-alpine.md.
 */
export const CADDY =
  "docker.io/library/caddy@sha256:ad27e531c8b286ff153c0e6e16587a1583e4111bb58c4d83bd73d6d3ef0a0ce1";

/** What is reserved for the web server, which needs some 45 MB. */
export function sizeOf({ source }: Https): { readonly cpu: Cpu; readonly memory: Memory } {
  return { cpu: source.cpu ?? Cpu.cores(0.1), memory: source.memory ?? Memory.gigabytes(0.2) };
}

/** The port that an app listens on, if it is known. */
export function portOf(
  { port }: CertificateSource,
  app: Pick<ContainerProps, "ports"> | undefined,
): number | undefined {
  return port ?? firstTcpPort(app?.ports ?? []);
}

/** What a health check comes to that asks through the web server: undefined if it asks for what is not behind it. */
export function healthBehind(
  { source }: Https,
  app: Pick<ContainerProps, "ports">,
  health: HealthCheck | undefined,
): HealthCheck | undefined {
  if (!health || (health.port !== undefined && health.port !== portOf(source, app))) return undefined;
  return HealthCheck.http(health.path, { ...health, port: undefined });
}
