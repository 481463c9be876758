import { ContainerGroupContainer } from "@cdktf/provider-azurerm/lib/container-group";
import { checkName } from "./azure-names";
import { checkCpu, Cpu } from "./cpu";
import { checkReference } from "./image-reference";
import { checkMemory, Memory } from "./memory";
import { checkPort, Port } from "./port";
import { Problem } from "./problem";

/** One container of a container group. */
export interface ContainerProps {
  /** The container's name: 1–63 lower-case letters, digits and hyphens. */
  readonly name: string;
  /** The image, as `docker pull` takes it. */
  readonly image: string;
  /**
   * The CPU reserved for it, in cores.
   * @default Cpu.cores(1)
   */
  readonly cpu?: Cpu;
  /**
   * The memory reserved for it, in GB.
   * @default Memory.gigabytes(1.5)
   */
  readonly memory?: Memory;
  /**
   * The ports it listens on. The group's address answers on the same ones: Azure maps none.
   * @default - no ports
   */
  readonly ports?: readonly Port[];
  /**
   * Environment variables, by name: 1–63 letters, digits and underscores.
   * @default - none but the image's own
   */
  readonly environmentVariables?: Readonly<Record<string, string>>;
}

/** The block of the container group that this container becomes. */
export function renderContainer(props: ContainerProps): ContainerGroupContainer {
  const { cpu = Cpu.cores(1), memory = Memory.gigabytes(1.5) } = props;
  return {
    name: props.name,
    image: props.image,
    cpu: cpu.cores,
    memory: memory.gigabytes,
    ports: props.ports?.map(({ number, protocol }) => ({ port: number, protocol })),
    environmentVariables: props.environmentVariables,
  };
}

/** What Azure would refuse in one container; `property` is where it stands, for example `containers[0]`. */
export function checkContainer(property: string, props: ContainerProps): Problem[] {
  return [
    ...checkName("container", `${property}.name`, props.name, "choose a name of that form"),
    ...checkReference(`${property}.image`, props.image),
    ...(props.cpu ? checkCpu(`${property}.cpu`, props.cpu) : []),
    ...(props.memory ? checkMemory(`${property}.memory`, props.memory) : []),
    ...(props.ports ?? []).flatMap((port, i) => checkPort(`${property}.ports[${i}]`, port)),
    ...Object.keys(props.environmentVariables ?? {}).flatMap((name) =>
      checkName("environmentVariable", `${property}.environmentVariables`, name, "rename the variable"),
    ),
  ];
}
