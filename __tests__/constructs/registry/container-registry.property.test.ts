import fc from "fast-check";
import { Backend } from "../../../backends/backend";
import { checkStacks } from "../../../check/check-stacks";
import { notSecret } from "../../../core/secrets/plain-value";
import { findFaults } from "../../../core/fault";
import { Secret } from "../../../core/secrets/secret";
import { withoutStackTraces } from "../../../core/terraform/stack-traces";
import { RegistryDeclaration } from "../../../deployment/registry";
import { RegistryStack, RegistryStackProps } from "../../../stacks/registry-stack";
import { makeFolder } from "../../support/folders";
import { describeWithTerraform } from "../../support/programs";
import { optional, sometimes, text } from "../../support/arbitraries";
import { ids } from "../../support/rules";
import { testApp } from "../../support/synthesis";

const name = (good: string) => sometimes(fc.constant(good), text);
const secret = sometimes(
  fc.constantFrom("token", "registry", "login_server").map((id) => Secret.fromVariable(id)),
  text.map((id) => Secret.fromVariable(id)),
);
const flag = optional(fc.boolean());
const vaultSecret = name("https://vault.vault.azure.net/secrets/token");

const access = {
  name: fc.constant("main"),
  location: name("westeurope"),
  push: optional(fc.constantFrom("token" as const, "dockerLogin" as const)),
  pushTokenExpiries: optional(
    fc.array(sometimes(fc.constantFrom("never", "2030-01-31"), text), { maxLength: 2 }),
  ),
  pullIdentityId: optional(name(ids.identity)),
  adminUser: flag,
  cacheRules: optional(
    fc.array(
      fc.record({
        name: name("nginx"),
        source: name("docker.io/library/nginx"),
        target: sometimes(fc.constantFrom("cache/nginx", "nginx"), text),
      }),
      { minLength: 1, maxLength: 2 },
    ),
  ),
  cacheLogins: optional(
    fc.dictionary(
      name("docker.io"),
      fc.record({
        usernameSecretId: vaultSecret,
        passwordSecretId: vaultSecret,
        keyVaultId: optional(name(ids.keyVault)),
      }),
      { maxKeys: 1 },
    ),
  ),
  webhooks: optional(
    fc.array(
      fc.record({
        name: sometimes(fc.constantFrom("hook1", "hook2"), text),
        actions: fc.constantFrom(["push" as const], ["push" as const, "delete" as const]),
        serviceUri: fc.oneof(name("https://example.com/hook"), secret),
        scope: optional(name("hello:*")),
        headers: optional(
          fc.dictionary(
            name("X-Team"),
            fc.oneof(
              text,
              secret,
              text.map((plain) => notSecret(plain, "generated")),
            ),
            { maxKeys: 2 },
          ),
        ),
      }),
      { maxLength: 2 },
    ),
  ),
  deleteLock: flag,
  diagnostics: optional(fc.record({ logAnalyticsWorkspaceId: name(ids.workspace), metrics: flag })),
};

const made = fc.record({
  ...access,
  sku: fc.constantFrom("Basic" as const, "Standard" as const, "Premium" as const, "Premium" as const),
  anonymousPull: flag,
  publicNetworkAccess: flag,
  allowedIpRanges: optional(fc.array(name("203.0.113.0/24"), { maxLength: 1 })),
  trustedServicesBypass: flag,
  geoReplications: optional(
    fc.uniqueArray(
      fc.record({
        location: sometimes(fc.constantFrom("northeurope", "East US"), text),
        zoneRedundancy: flag,
      }),
      { maxLength: 2, selector: ({ location }) => location },
    ),
  ),
  zoneRedundancy: flag,
  retentionDays: optional(sometimes(fc.constantFrom(0, 7), fc.double())),
  quarantine: flag,
  dataEndpoint: flag,
  encryption: optional(
    fc.record({
      keyVaultKeyId: name("https://vault.vault.azure.net/keys/key"),
      identityId: name(ids.identity),
      identityClientId: name(ids.uuid),
    }),
  ),
  systemAssignedIdentity: flag,
});

const declaration: fc.Arbitrary<RegistryDeclaration> = fc.oneof(
  { weight: 9, arbitrary: made },
  { weight: 1, arbitrary: fc.record({ ...access, existing: name(ids.registry).map((id) => ({ id })) }) },
);

const registry: fc.Arbitrary<RegistryStackProps> = fc.record({
  declaration,
  backend: fc.constant(Backend.local()),
  registryName: name("slipway"),
  resourceGroupName: fc.constant("rg"),
  pullIdentityName: name("pull"),
  repositories: fc.constantFrom<Record<string, string>>(
    {},
    { hello: "hello" },
    { hello: "team/hello", web: "web" },
  ),
  tags: optional(fc.dictionary(text, text, { maxKeys: 2 })),
});

function faultsOf(props: RegistryStackProps): string[] {
  const app = testApp();
  withoutStackTraces(app, () => new RegistryStack(app, "made", props));
  return findFaults(app);
}

test("whatever a registry is told, it is made, or refused in our own words", () => {
  fc.assert(
    fc.property(registry, (props) => {
      for (const fault of faultsOf(props)) {
        expect(fault).toMatch(/^\[made.*?\] .+ is .+\. Allowed: .+\. Fix: .+\.$/s);
      }
    }),
    { numRuns: 150 },
  );
});

describeWithTerraform("Terraform", () => {
  test("accepts every registry that is not refused", async () => {
    const sound = fc
      .sample(registry, { seed: 7, numRuns: 150 })
      .filter((props) => faultsOf(props).length === 0);
    expect(sound.length).toBeGreaterThan(5);
    const outdir = makeFolder();
    const app = testApp(outdir);
    withoutStackTraces(app, () =>
      sound.slice(0, 6).forEach((props, i) => new RegistryStack(app, `registry-${i}`, props)),
    );
    app.synth();
    const checks = await checkStacks(outdir);
    expect(checks.flatMap(({ diagnostics }) => diagnostics)).toEqual([]);
  });
});
