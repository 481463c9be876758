import { Cpu } from "../../../constructs/container-group/cpu";
import { InitContainerProps } from "../../../constructs/container-group/init-container";
import { IpAddress } from "../../../constructs/container-group/ip-address";
import { Memory } from "../../../constructs/container-group/memory";
import { Port } from "../../../constructs/container-group/port";
import { ContainerGroupProps } from "../../../constructs/container-group/props";
import { RegistryCredential } from "../../../constructs/container-group/registry-credential";
import { Secret } from "../../../core/secrets/secret";
import { addGroup, groupJson, groupStack, ids, quiet, web } from "../../support/rules";
import { stackWith } from "../../support/synthesis";

type Changes = Partial<ContainerGroupProps>;

const secret = Secret.fromVariable("password");
const init: InitContainerProps = { name: "init", image: "busybox:1.37" };
const ports = (...numbers: number[]) => numbers.map((number) => Port.tcp(number));

test("nothing but what was said is sent, save Azure's defaults that azurerm requires", () => {
  expect(groupJson()).toMatchObject({
    os_type: "Linux",
    restart_policy: "Always",
    ip_address_type: "Public",
  });
  for (const unsaid of [
    "sku",
    "priority",
    "zones",
    "identity",
    "init_container",
    "diagnostics",
    "dns_config",
  ]) {
    expect(groupJson()).not.toHaveProperty(unsaid);
  }
});

test("every setting of the group reaches Azure", () => {
  const json = groupJson({
    initContainers: [init],
    exposedPorts: ports(80),
    dnsNameLabel: "hello",
    dnsNameLabelReusePolicy: "TenantReuse",
    dnsConfig: { nameServers: ["10.0.0.10"], searchDomains: ["example.com"], options: ["ndots:2"] },
    restartPolicy: "OnFailure",
    zone: "2",
    priority: "Regular",
    sku: "Standard",
    tags: { team: "web" },
  });
  expect(json).toMatchObject({
    init_container: [{ name: "init", image: "busybox:1.37" }],
    exposed_port: [{ port: 80, protocol: "TCP" }],
    dns_name_label: "hello",
    dns_name_label_reuse_policy: "TenantReuse",
    dns_config: { nameservers: ["10.0.0.10"], search_domains: ["example.com"], options: ["ndots:2"] },
    restart_policy: "OnFailure",
    zones: ["2"],
    priority: "Regular",
    sku: "Standard",
    tags: { team: "web" },
  });
});

describe("the address", () => {
  const outputsOf = (changes: Changes) => {
    let url: string | undefined;
    stackWith((stack) => void (url = addGroup(stack, changes).url));
    return url?.replace(/\$\{TfToken\[.*?\]\}/, "HOST");
  };

  test("private lies in a subnet", () => {
    expect(groupJson({ ipAddress: IpAddress.private(ids.subnet) })).toMatchObject({
      ip_address_type: "Private",
      subnet_ids: [ids.subnet],
    });
  });

  test("none exposes no ports", () => {
    expect(groupJson({ ipAddress: IpAddress.none() })).not.toHaveProperty("exposed_port");
  });

  test.each<[string, Changes, string | undefined]>([
    [
      "the first TCP port",
      { containers: [web({ ports: [Port.udp(53), Port.tcp(8080)] })] },
      "http://HOST:8080",
    ],
    ["port 80", {}, "http://HOST"],
    ["port 443", { containers: [web({ ports: ports(443) })] }, "https://HOST"],
    ["a sidecar's port", { containers: [...quiet(2), web()] }, "http://HOST"],
    [
      "the first exposed port",
      { containers: [web({ ports: ports(8080, 443) })], exposedPorts: ports(443) },
      "https://HOST",
    ],
    ["no TCP port", { containers: [web({ ports: [Port.udp(53)] })] }, undefined],
    ["no address", { ipAddress: IpAddress.none() }, undefined],
  ])("has a url of %s", (_, changes, url) => {
    expect(outputsOf(changes)).toBe(url);
  });
});

describe("identities", () => {
  test("of the group, of its pulls and of its key are one set", () => {
    const other = `${ids.identity}2`;
    const json = groupJson({
      systemAssignedIdentity: true,
      userAssignedIdentityIds: [ids.identity],
      registryCredentials: [RegistryCredential.identity("me.azurecr.io", other)],
      customerManagedKey: {
        keyVaultKeyId: "https://vault.vault.azure.net/keys/key/1",
        userAssignedIdentityId: ids.identity,
      },
    });
    expect(json.identity).toEqual({
      type: "SystemAssigned, UserAssigned",
      identity_ids: [ids.identity, other],
    });
    expect(json).toMatchObject({
      key_vault_key_id: "https://vault.vault.azure.net/keys/key/1",
      key_vault_user_assigned_identity_id: ids.identity,
    });
  });

  test("the system's own alone", () => {
    expect(groupJson({ systemAssignedIdentity: true }).identity).toEqual({ type: "SystemAssigned" });
  });
});

describe("a change that azurerm does not send replaces the group", () => {
  const trigger = (changes: Changes) => {
    const { resource } = groupStack(changes);
    const [[name, { input }]] = Object.entries<{ input: unknown }>(resource.terraform_data) as [
      [string, { input: unknown }],
    ];
    const group = Object.values<{ lifecycle: unknown }>(resource.azurerm_container_group)[0];
    expect(group?.lifecycle).toEqual({ replace_triggered_by: [`terraform_data.${name}`] });
    return input;
  };

  test("since it is watched even before it is used", () => {
    expect(trigger({})).toEqual({});
  });

  test("of limits, commands, the reuse policy and the key's identity", () => {
    expect(
      trigger({
        containers: [
          web({ cpuLimit: Cpu.cores(1), memoryLimit: Memory.gigabytes(1.5), command: ["sleep", "9"] }),
        ],
        dnsNameLabel: "hello",
        dnsNameLabelReusePolicy: "Noreuse",
        customerManagedKey: {
          keyVaultKeyId: "https://vault.vault.azure.net/keys/key/1",
          userAssignedIdentityId: ids.identity,
        },
      }),
    ).toEqual({
      containers: [{ name: "web", cpu_limit: 1, memory_limit: 1.5, commands: ["sleep", "9"] }],
      dns_name_label_reuse_policy: "Noreuse",
      key_vault_user_assigned_identity_id: ids.identity,
    });
  });

  test.each<[string, Changes]>([
    ["a secret variable", { containers: [web({ environmentVariables: { TOKEN: secret } })] }],
    [
      "an init container's secret variable",
      { initContainers: [{ ...init, environmentVariables: { TOKEN: secret } }] },
    ],
    ["a password", { registryCredentials: [RegistryCredential.password("ghcr.io", "me", secret)] }],
  ])("of identities beside %s, which azurerm would lose", (_, changes) => {
    expect(trigger({ ...changes, systemAssignedIdentity: true })).toEqual({
      identity: { type: "SystemAssigned" },
    });
  });
});
