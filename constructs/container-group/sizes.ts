import { Token } from "cdktf";
import { Fault, refuse } from "../../core/fault";
import { sum } from "./amount";
import { ContainerProps, reservedCores, reservedGigabytes } from "./container";
import { ContainerGroupProps } from "./props";

/** One of the two sizes of a container. */
interface Size {
  readonly property: "cpu" | "memory";
  readonly unit: string;
  readonly factory: string;
  readonly reserved: (container: ContainerProps) => number;
  readonly limit: (container: ContainerProps) => number | undefined;
  /** The most that all containers of a group may reserve. */
  readonly most: (props: ContainerGroupProps) => number;
}

/**
 * Source of the limits: Azure documentation, "Resource availability & quota limits for ACI". Above 4 cores or 16 GB not
 * every region and subscription has the capacity, which nobody knows before the deploy.
 */
const SIZES: readonly Size[] = [
  {
    property: "cpu",
    unit: "CPU cores",
    factory: "Cpu.cores",
    reserved: reservedCores,
    limit: ({ cpuLimit }) => cpuLimit?.cores,
    most: ({ priority }) => (priority === "Spot" ? 4 : 31),
  },
  {
    property: "memory",
    unit: "GB",
    factory: "Memory.gigabytes",
    reserved: reservedGigabytes,
    limit: ({ memoryLimit }) => memoryLimit?.gigabytes,
    most: ({ priority, sku }) => (priority === "Spot" ? 16 : sku === "Confidential" ? 180 : 240),
  },
];

/** What Azure would refuse in the sizes of a group's containers, taken together. */
export function checkSizes(props: ContainerGroupProps): Fault[] {
  return SIZES.flatMap((size) => checkSize(size, props));
}

function checkSize(size: Size, props: ContainerGroupProps): Fault[] {
  const { containers, priority } = props;
  const { property, unit, factory } = size;
  const reserved = containers.map(size.reserved);
  // A single size that is wrong, or known only to Terraform, makes no total.
  if (!reserved.every((amount) => Number.isFinite(amount) && amount > 0 && !Token.isUnresolved(amount))) {
    return [];
  }
  const total = sum(reserved);
  const most = size.most(props);
  const limits = containers.flatMap((container, i) => {
    const limit = size.limit(container);
    const least = size.reserved(container);
    if (limit === undefined || !(limit > 0) || (limit >= least && limit <= total)) return [];
    // Source: Azure documentation, "Container groups in Azure Container Instances" (resource usage).
    return refuse(
      `containers[${i}].${property}Limit`,
      limit,
      `from what the container reserves (${least}) to what the group reserves (${total}), in ${unit}`,
      `write ${factory}(${limit < least ? least : total}), or leave the limit out`,
    );
  });
  if (containers.length === 0 || (total >= 1 && total <= most)) return limits;
  // Source of the least: Azure documentation, "Container groups in Azure Container Instances" (resource allocation).
  const group = priority === "Spot" ? "a group of priority Spot" : "a group";
  return [
    ...refuse(
      `containers (${property} of all)`,
      total,
      `1 to ${most} ${unit} in ${group}`,
      total < 1 ? `write for example ${factory}(1) for one of them` : "reserve less, or split the group",
    ),
    ...limits,
  ];
}
