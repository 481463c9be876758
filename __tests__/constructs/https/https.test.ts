import { AzureFileShare } from "../../../constructs/container-group/azure-file-share";
import { Cpu } from "../../../constructs/container-group/cpu";
import { IpAddress } from "../../../constructs/container-group/ip-address";
import { Memory } from "../../../constructs/container-group/memory";
import { Port } from "../../../constructs/container-group/port";
import { CertificateAuthority } from "../../../constructs/https/certificate-authority";
import { Https } from "../../../constructs/https/https";
import { Rollout } from "../../../constructs/rollout/rollout";
import { Secret } from "../../../core/secrets/secret";
import { AppDeclaration } from "../../../deployment/app";
import { Deployment } from "../../../deployment/deployment";
import { ImageSource } from "../../../deployment/image-source";
import { ids } from "../../support/rules";
import { exampleDeployment, onlyAddress, onlyResource, StackJson, stacksOf } from "../../support/synthesis";

interface Changes extends Partial<AppDeclaration> {
  readonly rollout?: Rollout;
  readonly deployment?: Partial<Deployment>;
}

function stack({ rollout, deployment, ...app }: Changes = {}): StackJson {
  const { environments, apps } = exampleDeployment();
  const stacks = stacksOf(
    exampleDeployment({
      environments: [{ ...environments[0]!, rollout }],
      apps: [{ ...apps[0]!, https: Https.automatic(), ...app }],
      ...deployment,
    }),
  );
  return stacks[`dev-${app.name ?? "hello"}`];
}

const group = (changes?: Changes) => onlyResource(stack(changes), "azurerm_container_group");
const webServer = (changes?: Changes) =>
  group(changes).container.find(({ name }: StackJson) => name === "https");
const caddyfile = (changes?: Changes): string => {
  const [, text] = Object.entries(stack(changes).locals).find(([name]) => name.includes("Caddyfile"))!;
  return text as string;
};
const url = (changes?: Changes) => stack(changes).output.url.value;

test("the web server takes the outside ports, is alive by itself, and keeps its certificates on a share", () => {
  const json = stack();
  const server = webServer();
  expect(server).toMatchObject({
    commands: ["caddy", "run", "--config", "/etc/caddy/Caddyfile", "--adapter", "caddyfile"],
    liveness_probe: { http_get: [{ path: "/.well-known/caddy-alive", port: 80, scheme: "http" }] },
    ports: [443, 80].map((port) => ({ port, protocol: "TCP" })),
  });
  const [account, share] = ["azurerm_storage_account", "azurerm_storage_share"].map((type) =>
    onlyAddress(json, type),
  );
  expect(server.volume).toEqual([
    {
      mount_path: "/etc/caddy",
      name: "https-config",
      read_only: true,
      secret: { Caddyfile: expect.stringMatching(/^\$\{base64encode\(local\.[\w-]+\)\}$/) },
    },
    {
      mount_path: "/data",
      name: "https-certificates",
      read_only: false,
      share_name: `\${${share}.name}`,
      storage_account_key: `\${${account}.primary_access_key}`,
      storage_account_name: `\${${account}.name}`,
    },
  ]);
  expect(onlyResource(json, "azurerm_storage_share")).toMatchObject({ name: "certificates", quota: 1 });
  expect(json.output.url.value).toBe(`https://\${${onlyAddress(json, "azurerm_container_group")}.fqdn}`);
});

test("the web server's size is taken from the app's: the group stays as large as it is", () => {
  const sizes = (changes: Changes) =>
    group(changes).container.map(({ cpu, memory }: StackJson) => [cpu, memory]);
  expect(sizes({})).toEqual([
    [0.9, 1.3],
    [0.1, 0.2],
  ]);
  const https = Https.automatic({ cpu: Cpu.cores(0.25), memory: Memory.gigabytes(0.3) });
  expect(sizes({ https, cpu: Cpu.cores(2), memory: Memory.gigabytes(4) })).toEqual([
    [1.75, 3.7],
    [0.25, 0.3],
  ]);
});

test("only 443 and 80 are open, and what else is named", () => {
  const open = (changes: Changes) => group(changes).exposed_port.map(({ port }: StackJson) => port);
  expect(open({})).toEqual([443, 80]);
  const ports = [Port.tcp(8080), Port.tcp(9090)];
  expect(open({ ports })).toEqual([443, 80]);
  expect(open({ ports, exposedPorts: [Port.tcp(9090)] })).toEqual([443, 80, 9090]);
});

describe("The url", () => {
  const domains = ["shop.acme.com", "www.acme.com"];
  const ofGroup = (json: StackJson, name: string) =>
    `\${${onlyAddress(json, "azurerm_container_group")}.${name}}`;
  const movingName = (json: StackJson) => `\${${onlyAddress(json, "azurerm_traffic_manager_profile")}.fqdn}`;

  test("is the group's own name", () => expect(url()).toBe(`https://${ofGroup(stack(), "fqdn")}`));

  test("is Traffic Manager's with a gated rollout", () => {
    const json = stack({ rollout: Rollout.gated() });
    expect(json.output.url.value).toBe(`https://${movingName(json)}`);
  });

  test.each([
    [Rollout.replace(), (json: StackJson) => ofGroup(json, "fqdn")],
    [Rollout.gated(), movingName],
  ])("is the first domain's, and what to put into DNS is an output (%j)", (rollout, nameOf) => {
    const json = stack({ rollout, https: Https.automatic({ domains }) });
    const { output } = json;
    const target = nameOf(json);
    expect(output.url.value).toBe("https://shop.acme.com");
    expect(output.dns_records.value).toEqual({
      "shop.acme.com": `CNAME ${target}`,
      "www.acme.com": `CNAME ${target}`,
    });
  });

  test("of a private group with its own certificate is its address, or a domain that leads there", () => {
    const secrets = { certificate: Secret.fromVariable("crt"), key: Secret.fromVariable("key") };
    const inside = { ipAddress: IpAddress.private(ids.subnet) };
    const json = stack({ ...inside, https: Https.certificate(secrets) });
    const ip = ofGroup(json, "ip_address");
    expect(json.output.url.value).toBe(`https://${ip}`);
    const { output } = stack({ ...inside, https: Https.certificate({ ...secrets, domains: ["a.corp"] }) });
    expect([output.url.value, output.dns_records.value]).toEqual(["https://a.corp", { "a.corp": `A ${ip}` }]);
  });
});

describe("The certificates", () => {
  const account = (changes: Changes) => onlyResource(stack(changes), "azurerm_storage_account").name;

  test("lie in a storage account called after the app, whatever its length", () => {
    expect(account({})).toBe("slipwaydevhello4da29e6b");
    const long = account({ name: "a-very-long-name-of-an-app", dnsNameLabel: "short" });
    expect(long).toMatch(/^slipwaydevaveryl[0-9a-f]{8}$/);
  });

  test("may lie in another", () => {
    const share = AzureFileShare.create({ storageAccountName: "acmetls", shareName: "tls" });
    expect(account({ https: Https.automatic({ share }) })).toBe("acmetls");
  });

  test("of one's own need no share, and are in no JSON", () => {
    const https = Https.certificate({
      certificate: Secret.fromVariable("tls_certificate"),
      key: Secret.fromVariable("tls_key"),
    });
    const json = stack({ https });
    expect(json.resource).not.toHaveProperty("azurerm_storage_account");
    const [{ secret }] = webServer({ https }).volume;
    expect(secret).toMatchObject({
      "tls.crt": "${base64encode(var.tls_certificate)}",
      "tls.key": "${base64encode(var.tls_key)}",
    });
    expect(caddyfile({ https })).toContain("\ttls /etc/caddy/tls.crt /etc/caddy/tls.key\n");
  });
});

describe("The image", () => {
  const image = (changes: Changes) => webServer(changes).image;

  test("is the official one, by digest", () =>
    expect(image({})).toMatch(/^docker\.io\/library\/caddy@sha256:[0-9a-f]{64}$/));

  test("may be the registry's own copy, pulled by its identity, in a stack that comes after it", () => {
    const https = Https.automatic({ cacheRepository: "cache/caddy" });
    const nginx = ImageSource.fromReference("nginx:1.29");
    const json = stack({ https, image: nginx });
    const server = "${data.terraform_remote_state.dev-registry.outputs.login_server}";
    expect(image({ https })).toMatch(
      new RegExp(`^${server.replace(/[${}.]/g, "\\$&")}/cache/caddy@sha256:[0-9a-f]{64}$`),
    );
    expect(onlyResource(json, "azurerm_container_group").image_registry_credential).toHaveLength(1);
  });

  test("may be another", () =>
    expect(image({ https: Https.automatic({ image: "acme.azurecr.io/caddy:2" }) })).toBe(
      "acme.azurecr.io/caddy:2",
    ));
});

describe("The Caddyfile", () => {
  const file = (name: string, followsTheName = "") => `{
	admin off
	persist_config off
	storage file_system /data/caddy
	default_sni ${name}
	grace_period 10s
	servers {
		protocols h1 h2
	}
}
${name} {
	tls {
		on_demand
	}
${followsTheName}	reverse_proxy 127.0.0.1:8080
}
:80 {
	@health path /health
	handle @health {
		reverse_proxy 127.0.0.1:8080
	}
	handle /.well-known/caddy-alive {
		respond 204
	}
	handle {
		redir https://${name}{uri} 308
	}
}
`;

  test("answers for one name, sends all others there, and keeps what it fetched", () =>
    expect(caddyfile()).toBe(file("slipway-dev-hello.westeurope.azurecontainer.io")));

  test("of a gated rollout has connections follow the public name before the old group goes", () => {
    const seconds = (rollout: Rollout) => / % (\d+) == 0/.exec(caddyfile({ rollout }))?.[1];
    const renewed = `	@renewed {
		expression \`int({time.now.unix}) % 5 == 0\`
		not header Connection *pgrade*
	}
	header @renewed Connection close
`;
    expect(caddyfile({ rollout: Rollout.gated() })).toBe(
      file("slipway-dev-hello.trafficmanager.net", renewed),
    );
    expect(seconds(Rollout.gated({ dnsTtlSeconds: 60, drainSeconds: 60 }))).toBe("1");
    expect(seconds(Rollout.gated({ dnsTtlSeconds: 60, drainSeconds: 80 }))).toBe("20");
    expect(seconds(Rollout.gated({ dnsTtlSeconds: 60, drainSeconds: 600 }))).toBe("30");
    expect(seconds(Rollout.replace())).toBeUndefined();
  });

  test("names the authority, an e-mail address and every domain", () => {
    const root = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";
    const ca = CertificateAuthority.acme("https://ca.acme.com/directory", { root });
    const https = Https.automatic({ ca, email: "ops@acme.com", domains: ["shop.acme.com"] });
    const text = caddyfile({ https });
    expect(text).toContain("\temail ops@acme.com\n\tacme_ca https://ca.acme.com/directory\n");
    expect(text).toContain("\tacme_ca_root /etc/caddy/root.pem\n\tdefault_sni shop.acme.com\n");
    expect(text).toContain("\nshop.acme.com, slipway-dev-hello.westeurope.azurecontainer.io {\n");
    expect(Object.values(stack({ https }).locals)).toContain(root);
  });

  test("asks the staging service by one option", () =>
    expect(
      caddyfile({ https: Https.automatic({ ca: CertificateAuthority.letsEncryptStaging() }) }),
    ).toContain("\tacme_ca https://acme-staging-v02.api.letsencrypt.org/directory\n"));

  test("knows the region's name as Azure writes it", () => {
    const registries = [{ name: "dev", location: "West Europe" }];
    expect(caddyfile({ deployment: { registries } })).toContain(
      "slipway-dev-hello.westeurope.azurecontainer.io {",
    );
  });
});

describe("A gated rollout", () => {
  const scripts = (changes: Changes) =>
    Object.entries<StackJson>(stack({ rollout: Rollout.gated(), ...changes }).resource.terraform_data)
      .filter(([name]) => name.startsWith("rollout_"))
      .reverse()
      .map(([name, { provisioner }]) => [
        name.replace(/_[0-9A-F]{8}$/, ""),
        provisioner.map(({ "local-exec": { command, environment } }: StackJson) =>
          environment?.HTTPS_WHEN ? `${environment.HTTPS_WHEN}, verify ${environment.HTTPS_VERIFY}` : command,
        ),
      ]);
  const healthy = 'sh -c "$AWAIT_HEALTHY"';

  test("asks for health at port 80, for the certificate before the move and after it, and then waits", () => {
    expect(scripts({})).toEqual([
      ["rollout_healthy", [healthy, "before, verify yes"]],
      ["rollout_drained", ["after, verify yes", "sleep 35"]],
    ]);
    const profile = onlyResource(stack({ rollout: Rollout.gated() }), "azurerm_traffic_manager_profile");
    expect(profile.monitor_config).toMatchObject({ protocol: "HTTP", port: 80, path: "/health" });
  });

  test("verifies nothing of the staging service's, and fetches nothing with a certificate of one's own", () => {
    const staging = Https.automatic({ ca: CertificateAuthority.letsEncryptStaging() });
    expect(scripts({ https: staging })).toEqual([
      ["rollout_healthy", [healthy, "before, verify no"]],
      ["rollout_drained", ["after, verify no", "sleep 35"]],
    ]);
    const own = Https.certificate({
      certificate: Secret.fromVariable("crt"),
      key: Secret.fromVariable("key"),
    });
    expect(scripts({ https: own })).toEqual([
      ["rollout_healthy", [healthy, "before, verify yes"]],
      ["rollout_drained", ["sleep 35"]],
    ]);
  });
});
