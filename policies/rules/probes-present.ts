import { Policy, workloadsIn } from "../policy";

export const probesPresent: Policy = {
  id: "probes-present",
  reason: "Azure takes a container that hangs for one that works unless a probe asks it.",
  check: (stack) =>
    workloadsIn(stack).flatMap(({ path, containers }) =>
      containers
        .filter((container) => !container.liveness_probe && !container.readiness_probe)
        .map(({ name }) => ({
          path,
          found: `the container ${String(name)} has no probe`,
          fix: "give it a livenessProbe or a readinessProbe",
        })),
    ),
};
