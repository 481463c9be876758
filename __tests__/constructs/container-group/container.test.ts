import { ContainerProps } from "../../../constructs/container-group/container";
import { Cpu } from "../../../constructs/container-group/cpu";
import { Memory } from "../../../constructs/container-group/memory";
import { Port } from "../../../constructs/container-group/port";
import { containerFaults, containerJson, Rule, testRules } from "../../support/rules";

const rules: readonly Rule<Partial<ContainerProps>>[] = [
  [
    "name",
    { name: "a--1" },
    { name: "A" },
    'containers[0].name is "A". Allowed: 1–63 lower-case letters, digits and hyphens, with no hyphen first or last. Fix: write for example "shop".',
  ],
  [
    "image",
    { image: "ghcr.io/me/app:1" },
    { image: "Nginx" },
    'containers[0].image is "Nginx". Allowed: [HOST[:PORT]/]REPOSITORY[:TAG][@sha256:DIGEST] with a lower-case repository. Fix: write it as "docker pull" takes it, for example "docker.io/library/nginx:1.29".',
  ],
  [
    "command",
    { command: ["nginx", "-g", "daemon off;"] },
    { command: ["nginx", ""] },
    'containers[0].command is ["nginx",""]. Allowed: a program and its arguments, none of them empty. Fix: write for example ["sh", "-c", "exec app"].',
  ],
  [
    "CPU",
    { cpu: Cpu.cores(1.25) },
    { cpu: Cpu.cores(0) },
    "containers[0].cpu is 0. Allowed: more than 0 cores. Fix: write for example Cpu.cores(0.5).",
  ],
  [
    "CPU in steps",
    { cpu: Cpu.cores(1.01) },
    { cpu: Cpu.cores(1.005) },
    "containers[0].cpu is 1.005. Allowed: cores in steps of 0.01. Fix: write Cpu.cores(1.01).",
  ],
  [
    "a CPU limit that is none",
    { cpuLimit: Cpu.cores(1) },
    { cpuLimit: Cpu.cores(NaN) },
    "containers[0].cpuLimit is NaN. Allowed: more than 0 cores. Fix: write for example Cpu.cores(0.5).",
  ],
  [
    "memory",
    { memory: Memory.gigabytes(1.1) },
    { memory: Memory.gigabytes(-1) },
    "containers[0].memory is -1. Allowed: more than 0 GB. Fix: write for example Memory.gigabytes(0.5).",
  ],
  [
    "memory in steps",
    { memory: Memory.gigabytes(2.3) },
    { memory: Memory.gigabytes(1.25) },
    "containers[0].memory is 1.25. Allowed: GB in steps of 0.1. Fix: write Memory.gigabytes(1.3).",
  ],
  [
    "a memory limit that is none",
    { memoryLimit: Memory.gigabytes(1.5) },
    { memoryLimit: Memory.gigabytes(0) },
    "containers[0].memoryLimit is 0. Allowed: more than 0 GB. Fix: write for example Memory.gigabytes(0.5).",
  ],
  [
    "port",
    { ports: [Port.tcp(65535)] },
    { ports: [Port.tcp(65536)] },
    "containers[0].ports[0] is 65536. Allowed: a whole number of 1 to 65535. Fix: write for example 65535.",
  ],
  [
    "port that is no number",
    { ports: [Port.tcp(1)] },
    { ports: [Port.tcp(NaN)] },
    "containers[0].ports[0] is NaN. Allowed: a whole number of 1 to 65535. Fix: write for example 1.",
  ],
];

describe("Azure's rules for a container", () => testRules(containerFaults, rules));

test.each([22, 1025, 1027, 3389, 3399, 9999, 19000, 19080, 19100, 19390, 20000, 30000, 49152, 65534])(
  "the port %i is Azure's own",
  (number) => {
    expect(containerFaults({ ports: [Port.tcp(number)] })).toEqual([
      expect.stringMatching(
        /^containers\[0\]\.ports\[0\] is \d+\. Allowed: a port that Azure does not reserve \([\d–]+ is\)\. Fix: have the app listen on another port, for example 8080\.$/,
      ),
    ]);
  },
);

test.each([21, 23, 1024, 1028, 3388, 3400, 19999, 30001, 49151])("the port %i is free", (number) => {
  expect(containerFaults({ ports: [Port.tcp(number)] })).toEqual([]);
});

test("every setting of a container reaches Azure", () => {
  expect(
    containerJson({
      command: ["sh", "-c", "exec app"],
      cpu: Cpu.cores(2),
      cpuLimit: Cpu.cores(2),
      memory: Memory.gigabytes(3),
      memoryLimit: Memory.gigabytes(3),
      ports: [Port.tcp(80), Port.udp(53)],
    }),
  ).toEqual({
    name: "web",
    image: "nginx:1.29",
    commands: ["sh", "-c", "exec app"],
    cpu: 2,
    cpu_limit: 2,
    memory: 3,
    memory_limit: 3,
    ports: [
      { port: 80, protocol: "TCP" },
      { port: 53, protocol: "UDP" },
    ],
  });
});

test("it reserves 1 core and 1.5 GB unless told otherwise", () => {
  expect(containerJson({})).toMatchObject({ cpu: 1, memory: 1.5 });
});

test("what is the shell's is left to the shell", () => {
  const { commands } = containerJson({ command: ["sh", "-c", "echo ${HOME} %{x} $HOME $${y}"] });
  // Terraform reads $${ as ${ and %%{ as %{.
  expect(commands[2]).toBe("echo $${HOME} %%{x} $HOME $$${y}");
});
