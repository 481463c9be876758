import { ContainerAppsOptions, Platform } from "../../constructs/container-app/platform";
import { Cpu } from "../../constructs/container-group/cpu";
import { Port } from "../../constructs/container-group/port";
import { Probe } from "../../constructs/container-group/probe";
import { AppDeclaration, SidecarSettings } from "../../deployment/app";
import { Deployment } from "../../deployment/deployment";
import { EnvironmentDeclaration } from "../../deployment/environment";
import { ImageSource } from "../../deployment/image-source";
import { RegistryDeclaration } from "../../deployment/registry";
import { faultsOf, onlyResource, StackJson, stacksOf } from "./synthesis";

/** What the remedies name as the other platform. */
export const onGroups = "platform: Platform.containerInstances() for this app";

/** An app with a container beside it. */
export function withAgent(settings: Partial<SidecarSettings> = {}): Partial<AppDeclaration> {
  return {
    cpu: Cpu.cores(0.5),
    sidecars: [{ name: "agent", image: "agent:1", cpu: Cpu.cores(0.5), ...settings }],
  };
}

/** What a test of an app on Azure Container Apps changes. */
export interface Changes {
  readonly platform?: ContainerAppsOptions;
  readonly environment?: Partial<EnvironmentDeclaration>;
  readonly registry?: Partial<RegistryDeclaration>;
}

/** An app on Azure Container Apps: it is called `api` and runs in `prod`. */
export function onContainerApps(app: Partial<AppDeclaration> = {}, changes: Changes = {}): Deployment {
  return {
    project: "acme",
    tags: { owner: "team" },
    registries: [{ name: "main", location: "westeurope", ...changes.registry } as RegistryDeclaration],
    environments: [
      {
        name: "prod",
        registry: "main",
        platform: Platform.containerApps(changes.platform),
        ...changes.environment,
      },
    ],
    apps: [
      {
        name: "api",
        image: ImageSource.fromReference("ghcr.io/acme/api:1"),
        ports: [Port.tcp(8080)],
        livenessProbe: Probe.httpGet("/health"),
        ...app,
      },
    ],
  };
}

/** The JSON of the app's stack. */
export function appStack(app: Partial<AppDeclaration> = {}, changes: Changes = {}): StackJson {
  return stacksOf(onContainerApps(app, changes))[`prod-${app.name ?? "api"}`];
}

/** The container app that it becomes. */
export function containerApp(app: Partial<AppDeclaration> = {}, changes: Changes = {}): StackJson {
  return onlyResource(appStack(app, changes), "azurerm_container_app");
}

/** What is wrong with it. */
export function faultsOnContainerApps(app: Partial<AppDeclaration> = {}, changes: Changes = {}): string[] {
  return faultsOf(onContainerApps(app, changes));
}

/** What is declared, what the fault says of it, and what it says to type. */
export type Row = readonly [
  what: string,
  app: Partial<AppDeclaration>,
  fault: string,
  remedy: string,
  changes?: Changes,
];

/** Has each row be refused: for that reason and no other, with that remedy. */
export function refused(rows: readonly Row[]): void {
  test.each(rows.map((row) => [row[0], row] as const))(
    "%s is refused",
    (_, [, app, fault, remedy, changes]) => {
      const faults = faultsOnContainerApps(app, changes);
      expect(faults).toEqual([expect.stringContaining(fault)]);
      expect(faults[0]).toContain(remedy);
      expect(faults[0]).toMatch(/ Allowed: .+ Fix: .+\.$/s);
    },
  );
}
