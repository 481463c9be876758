import { ContainerGroupContainer } from "@cdktf/provider-azurerm/lib/container-group";
import { Fault } from "../../core/fault";
import { BaseContainerProps, checkBaseContainer, renderBaseContainer } from "./base-container";
import { Cpu } from "./cpu";
import { GroupPlace } from "./group-place";
import { Memory } from "./memory";
import { Port } from "./port";
import { Probe } from "./probe";

/** One container of a container group, which runs as long as the group does: the app itself, or a sidecar. */
export interface ContainerProps extends BaseContainerProps {
  /**
   * The CPU reserved for it, in cores.
   * @default Cpu.cores(1)
   * @azure container.resources.requests.cpu
   */
  readonly cpu?: Cpu;
  /**
   * The most CPU it may use when others leave some: from its own reservation to that of the whole group. Azure cannot
   * change it in place: a change replaces the group.
   * @default - what is reserved in the whole group
   * @azure container.resources.limits.cpu
   */
  readonly cpuLimit?: Cpu;
  /**
   * The memory reserved for it, in GB.
   * @default Memory.gigabytes(1.5)
   * @azure container.resources.requests.memoryInGB
   */
  readonly memory?: Memory;
  /**
   * The most memory it may use when others leave some: from its own reservation to that of the whole group. Azure
   * cannot change it in place: a change replaces the group.
   * @default - what is reserved in the whole group
   * @azure container.resources.limits.memoryInGB
   */
  readonly memoryLimit?: Memory;
  /**
   * The ports it listens on. The group's address answers on the same ones: Azure maps none.
   * @default - no ports
   * @azure container.ports
   */
  readonly ports?: readonly Port[];
  /**
   * Says whether it lives; if not, Azure restarts it.
   * @default - it lives while its process runs
   * @azure container.livenessProbe
   */
  readonly livenessProbe?: Probe;
  /**
   * Says whether it is ready; if not, Azure sends it no traffic.
   * @default - it is ready when its process runs
   * @azure container.readinessProbe
   */
  readonly readinessProbe?: Probe;
}

/** The CPU reserved for a container, in cores. */
export function reservedCores({ cpu }: Pick<ContainerProps, "cpu">): number {
  return cpu?.cores ?? 1;
}

/** The memory reserved for a container, in GB. */
export function reservedGigabytes({ memory }: Pick<ContainerProps, "memory">): number {
  return memory?.gigabytes ?? 1.5;
}

/** The block of the container group that this container becomes. */
export function renderContainer(place: GroupPlace, props: ContainerProps): ContainerGroupContainer {
  const ports = props.ports ?? [];
  return {
    ...renderBaseContainer(place, props),
    cpu: reservedCores(props),
    cpuLimit: props.cpuLimit?.cores,
    memory: reservedGigabytes(props),
    memoryLimit: props.memoryLimit?.gigabytes,
    ports: ports.length > 0 ? ports.map(({ number, protocol }) => ({ port: number, protocol })) : undefined,
    livenessProbe: props.livenessProbe?.render(ports),
    readinessProbe: props.readinessProbe?.render(ports),
  };
}

/** What Azure would refuse in one container; `property` is where it stands, for example `containers[0]`. */
export function checkContainer(property: string, props: ContainerProps): Fault[] {
  const { cpu, cpuLimit, memory, memoryLimit, ports = [], livenessProbe, readinessProbe } = props;
  return [
    ...checkBaseContainer(property, props),
    ...(cpu?.check(`${property}.cpu`) ?? []),
    ...(cpuLimit?.check(`${property}.cpuLimit`) ?? []),
    ...(memory?.check(`${property}.memory`) ?? []),
    ...(memoryLimit?.check(`${property}.memoryLimit`) ?? []),
    ...ports.flatMap((port, i) => port.check(`${property}.ports[${i}]`)),
    ...(livenessProbe?.check(`${property}.livenessProbe`, ports) ?? []),
    ...(readinessProbe?.check(`${property}.readinessProbe`, ports) ?? []),
  ];
}
