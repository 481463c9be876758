import { Cpu } from "../../../constructs/container-group/cpu";
import { IpAddress } from "../../../constructs/container-group/ip-address";
import { Memory } from "../../../constructs/container-group/memory";
import { ContainerGroupProps } from "../../../constructs/container-group/props";
import { groupFaults, quiet, Rule, testRules, web } from "../../support/rules";

type Changes = Partial<ContainerGroupProps>;

const spot: Changes = { priority: "Spot", ipAddress: IpAddress.none() };

const rules: readonly Rule<Changes>[] = [
  [
    "1 CPU core at least",
    { containers: [web({ cpu: Cpu.cores(0.4) }), web({ name: "b", ports: [], cpu: Cpu.cores(0.6) })] },
    { containers: [web({ cpu: Cpu.cores(0.9) })] },
    "containers (cpu of all) is 0.9. Allowed: 1 to 31 CPU cores in a group. Fix: write for example Cpu.cores(1) for one of them.",
  ],
  [
    "1 GB at least",
    { containers: [web({ memory: Memory.gigabytes(1) })] },
    { containers: [web({ memory: Memory.gigabytes(0.9) })] },
    "containers (memory of all) is 0.9. Allowed: 1 to 240 GB in a group. Fix: write for example Memory.gigabytes(1) for one of them.",
  ],
  [
    "31 CPU cores at most",
    { containers: [web({ cpu: Cpu.cores(31) })] },
    { containers: [web({ cpu: Cpu.cores(31) }), web({ name: "b", ports: [] })] },
    "containers (cpu of all) is 32. Allowed: 1 to 31 CPU cores in a group. Fix: reserve less, or split the group.",
  ],
  [
    "180 GB at most in a confidential group",
    { containers: [web({ memory: Memory.gigabytes(240) })] },
    { containers: [web({ memory: Memory.gigabytes(240) })], sku: "Confidential" },
    "containers (memory of all) is 240. Allowed: 1 to 180 GB in a group. Fix: reserve less, or split the group.",
  ],
  [
    "4 CPU cores at most with Spot",
    { ...spot, containers: [web({ cpu: Cpu.cores(4) })] },
    { ...spot, containers: [web({ cpu: Cpu.cores(5) })] },
    "containers (cpu of all) is 5. Allowed: 1 to 4 CPU cores in a group of priority Spot. Fix: reserve less, or split the group.",
  ],
  [
    "16 GB at most with Spot",
    { ...spot, containers: [web({ memory: Memory.gigabytes(16) })] },
    { ...spot, containers: [web({ memory: Memory.gigabytes(16.1) })] },
    "containers (memory of all) is 16.1. Allowed: 1 to 16 GB in a group of priority Spot. Fix: reserve less, or split the group.",
  ],
  [
    "a limit from the request on",
    { containers: [web({ cpuLimit: Cpu.cores(1) })] },
    { containers: [web({ cpuLimit: Cpu.cores(0.5) })] },
    "containers[0].cpuLimit is 0.5. Allowed: from what the container reserves (1) to what the group reserves (1), in CPU cores. Fix: write Cpu.cores(1), or leave the limit out.",
  ],
  [
    "a limit up to the group's requests",
    { containers: [web({ memoryLimit: Memory.gigabytes(2) }), ...quiet(1)] },
    { containers: [web({ memoryLimit: Memory.gigabytes(2.1) }), ...quiet(1)] },
    "containers[0].memoryLimit is 2.1. Allowed: from what the container reserves (1.5) to what the group reserves (2), in GB. Fix: write Memory.gigabytes(2), or leave the limit out.",
  ],
];

describe("Azure's rules for a group's sizes", () => testRules(groupFaults, rules));
