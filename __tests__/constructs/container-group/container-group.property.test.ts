import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { TerraformStack } from "cdktf";
import fc from "fast-check";
import { checkStacks } from "../../../check/check-stacks";
import { AzureFileShare } from "../../../constructs/container-group/azure-file-share";
import { ContainerProps } from "../../../constructs/container-group/container";
import { ContainerGroup } from "../../../constructs/container-group/container-group";
import { Cpu } from "../../../constructs/container-group/cpu";
import { IpAddress } from "../../../constructs/container-group/ip-address";
import { LogAnalytics } from "../../../constructs/container-group/log-analytics";
import { Memory } from "../../../constructs/container-group/memory";
import { Port } from "../../../constructs/container-group/port";
import { Probe } from "../../../constructs/container-group/probe";
import { ContainerGroupProps } from "../../../constructs/container-group/props";
import { RegistryCredential } from "../../../constructs/container-group/registry-credential";
import { Volume } from "../../../constructs/container-group/volume";
import { notSecret } from "../../../core/secrets/plain-value";
import { findFaults } from "../../../core/fault";
import { Secret } from "../../../core/secrets/secret";
import { withoutStackTraces } from "../../../core/terraform/stack-traces";
import { makeFolder } from "../../support/folders";
import { describeWithTerraform } from "../../support/programs";
import { Made, optional, oursOnly, sometimes, text } from "../../support/arbitraries";
import { ids } from "../../support/rules";
import { testApp } from "../../support/synthesis";

const name = (good: string) => sometimes(fc.constant(good), text);
const number = (good: number[]) =>
  sometimes(fc.constantFrom(...good), fc.oneof(fc.integer(), fc.double(), fc.constantFrom(0, -1, NaN, 1e9)));

const secret = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom("token", "api-key", "url").map((id) => Secret.fromVariable(id)) },
  { weight: 2, arbitrary: fc.constant(Secret.fromKeyVault({ keyVaultId: ids.keyVault, name: "token" })) },
  { weight: 1, arbitrary: text.map((id) => Secret.fromVariable(id)) },
  { weight: 1, arbitrary: fc.constantFrom("hunter2", "").map((literal) => Secret.fromExpression(literal)) },
);
const value = fc.oneof(
  text,
  secret,
  text.map((plain) => notSecret(plain, "generated")),
);
const environmentVariables = fc.dictionary(sometimes(fc.constantFrom("A", "B_1", "GREETING"), text), value, {
  maxKeys: 3,
});
const port = number([80, 8080, 443, 53]).chain((number) =>
  fc.constantFrom(Port.tcp(number), Port.udp(number)),
);
const probe = fc.oneof(
  fc.array(text, { maxLength: 3 }).map((command) => Probe.exec(command)),
  fc
    .record({
      path: name("/health"),
      periodSeconds: optional(number([1, 30])),
      initialDelaySeconds: optional(number([0, 5])),
      port: optional(number([80])),
      scheme: optional(fc.constantFrom("http" as const, "https" as const)),
      headers: optional(fc.dictionary(sometimes(fc.constant("X-A"), text), text, { maxKeys: 2 })),
    })
    .map(({ path, ...props }) => Probe.httpGet(path, props)),
);
const volume = fc.oneof(
  name("cache-1").map((id) => Volume.emptyDir(id)),
  fc
    .tuple(name("certs-1"), fc.dictionary(sometimes(fc.constant("tls.key"), text), secret, { maxKeys: 2 }))
    .map(([id, files]) => Volume.secret(id, files)),
  fc
    .tuple(name("content"), name("https://example.com/me/site"), optional(name(".")))
    .map(([id, url, directory]) => Volume.gitRepository(id, url, { directory })),
  fc
    .tuple(name("files-1"), name("slipway"), secret)
    .map(([id, account, storageAccountKey]) =>
      Volume.azureFileShare(
        id,
        AzureFileShare.existing({ storageAccountName: account, shareName: "files", storageAccountKey }),
      ),
    ),
  fc
    .tuple(name("files-2"), name("slipway"), optional(number([5, 10])))
    .map(([id, account, quotaGigabytes]) =>
      Volume.azureFileShare(
        id,
        AzureFileShare.create({ storageAccountName: account, shareName: "files", quotaGigabytes }),
      ),
    ),
);
const mount = fc
  .tuple(volume, name("/data"), fc.boolean())
  .map(([mounted, path, readOnly]) => mounted.mountAt(path, { readOnly }));
const base = {
  image: name("nginx:1.29"),
  command: optional(fc.array(text, { maxLength: 3 })),
  environmentVariables: optional(environmentVariables),
  volumeMounts: optional(fc.array(mount, { maxLength: 2 })),
};
const init = fc.record({ name: name("init"), ...base });
const container: fc.Arbitrary<ContainerProps> = fc.record({
  name: name("web"),
  ...base,
  cpu: optional(number([1, 0.5]).map((cores) => Cpu.cores(cores))),
  cpuLimit: optional(number([1, 2]).map((cores) => Cpu.cores(cores))),
  memory: optional(number([1.5, 1]).map((gigabytes) => Memory.gigabytes(gigabytes))),
  ports: sometimes(fc.constant([Port.tcp(80)]), fc.array(port, { maxLength: 3 })),
  livenessProbe: optional(probe),
  readinessProbe: optional(probe),
});
const group: fc.Arbitrary<ContainerGroupProps> = fc.record({
  name: name("hello"),
  resourceGroupName: name("rg"),
  location: name("westeurope"),
  containers: fc
    .array(container, { minLength: 0, maxLength: 2 })
    .chain((containers) =>
      sometimes(
        fc.constant(containers.map((props, i) => ({ ...props, name: `web-${i}` }))),
        fc.constant(containers),
      ),
    ),
  initContainers: optional(fc.array(init, { maxLength: 1 })),
  ipAddress: optional(
    fc.oneof(
      fc.constant(IpAddress.public()),
      name(ids.subnet).map((id) => IpAddress.private(id)),
      fc.constant(IpAddress.none()),
    ),
  ),
  exposedPorts: optional(fc.array(port, { maxLength: 2 })),
  dnsNameLabel: optional(name("hello-1")),
  dnsNameLabelReusePolicy: optional(fc.constantFrom("Noreuse" as const, "Unsecure" as const)),
  dnsConfig: optional(
    fc.record({
      nameServers: fc.array(name("10.0.0.1"), { maxLength: 2 }),
      options: optional(fc.array(text)),
    }),
  ),
  osType: optional(fc.constantFrom("Linux" as const, "Windows" as const)),
  zone: optional(fc.constantFrom("1" as const, "2" as const)),
  priority: optional(fc.constantFrom("Regular" as const, "Spot" as const)),
  sku: optional(fc.constantFrom("Standard" as const, "Confidential" as const)),
  systemAssignedIdentity: optional(fc.boolean()),
  userAssignedIdentityIds: optional(fc.array(name(ids.identity), { maxLength: 2 })),
  customerManagedKey: optional(
    fc.record({ keyVaultKeyId: name("https://vault.vault.azure.net/keys/key/1") }),
  ),
  logAnalytics: optional(
    fc
      .tuple(name("logs"), fc.dictionary(text, text, { maxKeys: 2 }))
      .map(([workspace, metadata]) => LogAnalytics.create(workspace, { metadata })),
  ),
  registryCredentials: optional(
    fc.array(
      fc
        .tuple(name("ghcr.io"), text, secret)
        .map(([server, username, password]) => RegistryCredential.password(server, username, password)),
      { maxLength: 2 },
    ),
  ),
  tags: optional(fc.dictionary(text, text, { maxKeys: 2 })),
});

const make: Made<ContainerGroupProps> = (stack, id, props) => void new ContainerGroup(stack, id, props);

test("whatever a group is told, it is made, or refused in our own words", () => {
  fc.assert(
    fc.property(group, (props) => void oursOnly(make, props)),
    { numRuns: 150 },
  );
});

describeWithTerraform("Terraform", () => {
  test("accepts every group that is not refused", async () => {
    const sound = fc
      .sample(group, { seed: 7, numRuns: 300 })
      .filter((props) => oursOnly(make, props) && props.containers.length > 0);
    expect(sound.length).toBeGreaterThan(20);
    const outdir = makeFolder();
    const app = testApp(outdir);
    withoutStackTraces(app, () => {
      const stack = new TerraformStack(app, "groups");
      new AzurermProvider(stack, "azurerm", { features: [{}] });
      sound.forEach((props, i) => make(stack, `group-${i}`, props));
    });
    expect(findFaults(app)).toEqual([]);
    app.synth();
    const [check] = await checkStacks(outdir);
    expect([check?.status, check?.diagnostics]).toEqual(["ok", []]);
  });
});
