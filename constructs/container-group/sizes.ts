import { Token } from "cdktf";
import { Fault } from "../../core/fault";
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
  const { containers } = props;
  const reserved = containers.map(size.reserved);
  // A single size that is wrong, or known only to Terraform, makes no total.
  if (!reserved.every((amount) => Number.isFinite(amount) && amount > 0 && !Token.isUnresolved(amount))) {
    return [];
  }
  const total = Math.round(reserved.reduce((sum, amount) => sum + amount, 0) * 100) / 100;
  const most = size.most(props);
  const faults: Fault[] = [];
  if (containers.length > 0 && (total < 1 || total > most)) {
    // Source of the least: Azure documentation, "Container groups in Azure Container Instances" (resource allocation).
    faults.push({
      property: `containers (${size.property} of all)`,
      given: total,
      allowed: `1 to ${most} ${size.unit} in a group${props.priority === "Spot" ? " of priority Spot" : ""}`,
      fix: total < 1 ? "reserve more" : "reserve less, or split the group",
    });
  }
  containers.forEach((container, i) => {
    const limit = size.limit(container);
    if (limit === undefined || !(limit > 0)) return;
    const least = size.reserved(container);
    if (limit >= least && limit <= total) return;
    // Source: Azure documentation, "Container groups in Azure Container Instances" (resource usage).
    faults.push({
      property: `containers[${i}].${size.property}Limit`,
      given: limit,
      allowed: `from what the container reserves (${least}) to what the group reserves (${total}), in ${size.unit}`,
      fix: `write ${size.factory}(${limit < least ? least : total}), or leave the limit out`,
    });
  });
  return faults;
}
