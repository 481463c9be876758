import { Port } from "../../../constructs/container-group/port";
import { Probe } from "../../../constructs/container-group/probe";
import { notSecret } from "../../../core/secrets/plain-value";
import { containerFaults, containerJson, Rule, testRules } from "../../support/rules";

const faults = (livenessProbe: Probe) => containerFaults({ livenessProbe });

const rules: readonly Rule<Probe>[] = [
  [
    "a command",
    Probe.exec(["cat", "/ready"]),
    Probe.exec([]),
    'containers[0].livenessProbe.exec is []. Allowed: a program and its arguments, none of them empty. Fix: write for example ["sh", "-c", "exec app"].',
  ],
  [
    "a path",
    Probe.httpGet("/health?full=1"),
    Probe.httpGet("health"),
    'containers[0].livenessProbe.path is "health". Allowed: a path that starts with / and has no white space. Fix: write for example "/health".',
  ],
  [
    "a port",
    Probe.httpGet("/", { port: 8081 }),
    Probe.httpGet("/", { port: 0 }),
    "containers[0].livenessProbe.port is 0. Allowed: a whole number of 1 to 65535. Fix: write for example 1.",
  ],
  [
    "a scheme in lower case",
    Probe.httpGet("/", { scheme: "https" }),
    Probe.httpGet("/", { scheme: "HTTP" as "http" }),
    'containers[0].livenessProbe.scheme is "HTTP". Allowed: http, https. Fix: write "http".',
  ],
  [
    "a header's name",
    Probe.httpGet("/", { headers: { "X-Probe": "1" } }),
    Probe.httpGet("/", { headers: { "X Probe": "1" } }),
    'containers[0].livenessProbe.headers is "X Probe". Allowed: the name of an HTTP header. Fix: write for example "X-Probe".',
  ],
  [
    "no credential in a header",
    Probe.httpGet("/", { headers: { Authorization: notSecret("none", "the probe's own, without rights") } }),
    Probe.httpGet("/", { headers: { Authorization: "Bearer hunter2" } }),
    'containers[0].livenessProbe.headers.Authorization is a plain value (not shown). Allowed: no credential as a plain value (its name says one). Fix: say notSecret(value, "why it is none").',
  ],
  [
    "the initial delay",
    Probe.exec(["true"], { initialDelaySeconds: 0 }),
    Probe.exec(["true"], { initialDelaySeconds: -1 }),
    "containers[0].livenessProbe.initialDelaySeconds is -1. Allowed: a whole number of 0 to 2147483647 seconds. Fix: write for example 0.",
  ],
  [
    "the period",
    Probe.exec(["true"], { periodSeconds: 1 }),
    Probe.exec(["true"], { periodSeconds: 0 }),
    "containers[0].livenessProbe.periodSeconds is 0. Allowed: a whole number of 1 to 2147483647 seconds. Fix: write for example 1.",
  ],
  [
    "the period, in Azure's 32 bits",
    Probe.exec(["true"], { periodSeconds: 2147483647 }),
    Probe.exec(["true"], { periodSeconds: 1e12 }),
    "containers[0].livenessProbe.periodSeconds is 1000000000000. Allowed: a whole number of 1 to 2147483647 seconds. Fix: write for example 2147483647.",
  ],
  [
    "the timeout",
    Probe.exec(["true"], { timeoutSeconds: 30 }),
    Probe.exec(["true"], { timeoutSeconds: 1.5 }),
    "containers[0].livenessProbe.timeoutSeconds is 1.5. Allowed: a whole number of 1 to 2147483647 seconds. Fix: write for example 2.",
  ],
  [
    "the failures",
    Probe.exec(["true"], { failureThreshold: 1 }),
    Probe.exec(["true"], { failureThreshold: 0 }),
    "containers[0].livenessProbe.failureThreshold is 0. Allowed: a whole number of 1 to 2147483647. Fix: write for example 1.",
  ],
  [
    "the successes",
    Probe.exec(["true"], { successThreshold: 2 }),
    Probe.exec(["true"], { successThreshold: NaN }),
    "containers[0].livenessProbe.successThreshold is NaN. Allowed: a whole number of 1 to 2147483647. Fix: write for example 1.",
  ],
];

describe("Azure's rules for a probe", () => testRules(faults, rules));

test("an HTTP probe needs a port where the container has none", () => {
  const probe = Probe.httpGet("/");
  expect(containerFaults({ ports: [Port.udp(53)], readinessProbe: probe })).toEqual([
    "containers[0].readinessProbe.port is missing. Allowed: a port from 1 to 65535. Fix: write for example { port: 8080 }, or give the container a TCP port.",
  ]);
});

test("an HTTP probe asks the first TCP port over http, with Azure's timings written out", () => {
  expect(
    containerJson({ ports: [Port.udp(53), Port.tcp(8080)], livenessProbe: Probe.httpGet("/") }),
  ).toMatchObject({
    liveness_probe: {
      http_get: [{ path: "/", port: 8080, scheme: "http" }],
      period_seconds: 10,
      timeout_seconds: 1,
      failure_threshold: 3,
      success_threshold: 1,
    },
  });
});

test("every setting of a probe reaches Azure", () => {
  const timings = {
    initialDelaySeconds: 5,
    periodSeconds: 6,
    timeoutSeconds: 2,
    failureThreshold: 4,
    successThreshold: 3,
  };
  const sent = {
    initial_delay_seconds: 5,
    period_seconds: 6,
    timeout_seconds: 2,
    failure_threshold: 4,
    success_threshold: 3,
  };
  expect(
    containerJson({
      livenessProbe: Probe.exec(["cat", "/alive"], timings),
      readinessProbe: Probe.httpGet("/ready", { ...timings, port: 81, scheme: "https", headers: { a: "b" } }),
    }),
  ).toMatchObject({
    liveness_probe: { exec: ["cat", "/alive"], ...sent },
    readiness_probe: {
      http_get: [{ path: "/ready", port: 81, scheme: "https", http_headers: { a: "b" } }],
      ...sent,
    },
  });
});
