import { Scale } from "../../constructs/container-app/scale";
import { AzureFileShare } from "../../constructs/container-group/azure-file-share";
import { Cpu } from "../../constructs/container-group/cpu";
import { LogAnalytics } from "../../constructs/container-group/log-analytics";
import { Port } from "../../constructs/container-group/port";
import { Probe } from "../../constructs/container-group/probe";
import { Volume } from "../../constructs/container-group/volume";
import { Rollout } from "../../constructs/rollout/rollout";
import { checkStacks } from "../../check/check-stacks";
import { Secret } from "../../core/secrets/secret";
import { AppDeclaration } from "../../deployment/app";
import { ImageSource } from "../../deployment/image-source";
import { PullCredentials } from "../../deployment/pull-credentials";
import { createStacks } from "../../stacks/create-stacks";
import { synthesize } from "../../stacks/synthesize";
import { Changes, onContainerApps } from "../support/container-apps";
import { makeFolder } from "../support/folders";
import { describeWithTerraform } from "../support/programs";
import { testApp } from "../support/synthesis";

const existing =
  "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/net/providers/Microsoft.App/managedEnvironments/shared";
const share = AzureFileShare.create({ storageAccountName: "acmefiles", shareName: "uploads" });
const cache = Volume.emptyDir("cache");

/** An app with all that an app can be told on Azure Container Apps. */
const everything: Partial<AppDeclaration> = {
  image: ImageSource.fromBuild("examples/hello"),
  cpu: Cpu.cores(0.5),
  command: ["/app", "${HOME}"],
  environmentVariables: { A: "b", EMPTY: "", DB_PASSWORD: Secret.fromVariable("db") },
  volumeMounts: [
    cache.mountAt("/cache"),
    Volume.azureFileShare("uploads", share).mountAt("/uploads"),
    Volume.azureFileShare("reading", share).mountAt("/reading", { readOnly: true }),
  ],
  readinessProbe: Probe.httpGet("/ready", { headers: { Accept: "text/plain" } }),
  sidecars: [
    {
      name: "agent",
      image: ImageSource.fromRepository("agent", {
        digest: `sha256:${"0".repeat(64)}`,
      }),
      cpu: Cpu.cores(0.5),
      ports: [Port.tcp(9090)],
      readinessProbe: Probe.httpGet("/ready", { scheme: "https" }),
      volumeMounts: [cache.mountAt("/cache")],
      environmentVariables: { TOKEN: Secret.fromVariable("token") },
    },
  ],
  initContainers: [{ name: "init", image: "ghcr.io/acme/init:1", volumeMounts: [cache.mountAt("/cache")] }],
  systemAssignedIdentity: true,
  scale: Scale.between(0, 10, { concurrentRequests: 50, cpuPercent: 70, memoryPercent: 80 }),
};

async function verdicts(app: Partial<AppDeclaration>, changes: Changes, options = {}) {
  const outdir = makeFolder();
  const program = testApp(outdir);
  createStacks(program, onContainerApps(app, changes));
  synthesize(program);
  const checks = await checkStacks(outdir, options);
  return checks.map(({ stack, status, diagnostics }) => ({ stack, status, diagnostics }));
}

const ok = (...stacks: string[]) => stacks.map((stack) => ({ stack, status: "ok", diagnostics: [] }));

describeWithTerraform("Terraform", () => {
  test("plans and applies the stacks of an app on Azure Container Apps, and hands its address on", async () => {
    const changes = {
      platform: { logs: LogAnalytics.create("acme-logs") },
      environment: { rollout: Rollout.gated() },
    };
    const expectations = {
      "prod-api": {
        assertions: [{ condition: 'startswith(output.url, "https://api.")', message: "url" }],
      },
    };
    expect(await verdicts(everything, changes, { expectations })).toEqual(
      ok("main-api-image", "main-registry", "prod-api", "prod-platform"),
    );
  });

  test("so it does in a Container Apps environment that exists, with a login by password and no address", async () => {
    const pull = PullCredentials.password("acme", Secret.fromVariable("ghcr_token"));
    const app = { image: ImageSource.fromReference("ghcr.io/acme/api:1", { pull }) };
    expect(await verdicts(app, { platform: { existing } })).toEqual(ok("main-registry", "prod-api"));
  });
});
