import { AzureFileShare } from "../../constructs/container-group/azure-file-share";
import { Cpu } from "../../constructs/container-group/cpu";
import { Memory } from "../../constructs/container-group/memory";
import { Probe } from "../../constructs/container-group/probe";
import { Volume } from "../../constructs/container-group/volume";
import { HealthCheck } from "../../constructs/rollout/health-check";
import { notSecret } from "../../core/secrets/plain-value";
import { Secret } from "../../core/secrets/secret";
import { onGroups, refused, withAgent } from "../support/container-apps";

const secret = Secret.fromVariable("secret");
const fileShare = AzureFileShare.existing({
  storageAccountName: "acmefiles",
  shareName: "uploads",
  storageAccountKey: secret,
});

refused([
  // Names.
  ["a name of 33 letters", { name: "a".repeat(33) }, "name is", "shorten it by 1"],
  ["a name that starts with a digit", { name: "1st" }, 'name is "1st"', "shop"],
  [
    "a long name of a sidecar",
    withAgent({ name: "a".repeat(47) }),
    "containers[1].name is",
    "shorten it by 1",
  ],
  ["an app called platform", { name: "platform" }, 'apps (platform).name is "platform"', "rename the app"],
  // Sizes.
  [
    "a pair that Azure does not have",
    { memory: Memory.gigabytes(1.5) },
    "cpu and memory is 1 core with 1.5 GB",
    "write cpu: Cpu.cores(0.75) and memory: Memory.gigabytes(1.5), or write cpu: Cpu.cores(1) and memory: Memory.gigabytes(2)",
  ],
  [
    "a size between the steps",
    { cpu: Cpu.cores(0.3) },
    "cpu and memory is 0.3 cores with 0.6 GB",
    "Cpu.cores(0.25)",
  ],
  ["memory alone", { memory: Memory.gigabytes(8) }, "1 core with 8 GB", "cpu: Cpu.cores(4)"],
  ["more than there is", { cpu: Cpu.cores(6) }, "6 cores with 12 GB", onGroups],
  [
    "the least of all",
    { cpu: Cpu.cores(0.05), memory: Memory.gigabytes(0.1) },
    "containers[0].cpu",
    "Cpu.cores(0.25)",
  ],
  [
    "containers that make no pair together",
    withAgent({ memory: Memory.gigabytes(0.5) }),
    "cpu and memory of all containers is 1 core with 1.5 GB",
    "make them 0.75 cores with 1.5 GB together, or make them 1 core with 2 GB together",
  ],
  ["a limit of CPU", { cpuLimit: Cpu.cores(2) }, "cpuLimit is given", "leave it out"],
  ["a limit of memory", { memoryLimit: Memory.gigabytes(2) }, "memoryLimit is given", "leave it out"],
  [
    "a sidecar's limit",
    withAgent({ cpuLimit: Cpu.cores(1) }),
    "sidecars[0].cpuLimit is given",
    "leave it out",
  ],
  // Probes and health.
  [
    "a command as a probe",
    { livenessProbe: Probe.exec(["true"]) },
    "containers[0].livenessProbe is Probe.exec(…)",
    'Probe.httpGet("/health")',
  ],
  [
    "a sidecar's command as a probe",
    withAgent({ readinessProbe: Probe.exec(["true"]) }),
    "containers[1].readinessProbe",
    onGroups,
  ],
  [
    "a late first probe",
    { livenessProbe: Probe.httpGet("/", { initialDelaySeconds: 61 }) },
    "initialDelaySeconds is 61",
    "write for example 60",
  ],
  [
    "a rare probe",
    { livenessProbe: Probe.httpGet("/", { periodSeconds: 241 }) },
    "periodSeconds is 241",
    "240",
  ],
  [
    "a slow probe",
    { livenessProbe: Probe.httpGet("/", { timeoutSeconds: 241 }) },
    "timeoutSeconds is 241",
    "240",
  ],
  [
    "a patient probe",
    { livenessProbe: Probe.httpGet("/", { failureThreshold: 31 }) },
    "failureThreshold is 31",
    "30",
  ],
  [
    "a strict probe",
    { readinessProbe: Probe.httpGet("/", { successThreshold: 11 }) },
    "successThreshold is 11",
    "10",
  ],
  [
    "a strict liveness probe",
    { livenessProbe: Probe.httpGet("/", { successThreshold: 2 }) },
    "successThreshold is 2",
    "leave it out",
  ],
  [
    "health by an error",
    { health: HealthCheck.http("/", { status: 404 }) },
    "health.status is 404",
    "another path",
  ],
  [
    "health at another port",
    { health: HealthCheck.http("/", { port: 9000 }) },
    "health.port is 9000",
    "leave it out",
  ],
  // Volumes.
  [
    "secrets as files",
    { volumeMounts: [Volume.secret("tls-files", { "tls.key": secret }).mountAt("/tls")] },
    "the secret volume",
    "environment variable",
  ],
  [
    "a clone",
    { volumeMounts: [Volume.gitRepository("pages", "https://github.com/acme/site").mountAt("/w")] },
    "the gitRepository volume",
    "into the image",
  ],
  [
    "an empty folder to read",
    { volumeMounts: [Volume.emptyDir("cache").mountAt("/c", { readOnly: true })] },
    "readOnly is true",
    "leave readOnly out",
  ],
  [
    "a share with a long name",
    { volumeMounts: [Volume.azureFileShare("a".repeat(25), fileShare).mountAt("/c")] },
    "at most 24 characters",
    "uploads",
  ],
  // Secrets.
  [
    "the name that marks secrets",
    { environmentVariables: { slipway_secrets: notSecret("1", "a number") } },
    "slipway_secrets",
    "rename it",
  ],
  [
    "a secret as plain text",
    { environmentVariables: { DB_PASSWORD: "hunter2" } },
    "DB_PASSWORD is a plain value (not shown)",
    "Secret.fromVariable",
  ],
]);
