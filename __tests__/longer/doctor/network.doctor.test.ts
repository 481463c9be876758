import { RequestListener } from "node:http";
import {
  Asked,
  azure,
  AzureState,
  CONTRIBUTOR,
  PRINCIPAL,
  SUBSCRIPTION,
  TENANT,
} from "../../support/azure-server";
import { pathWith } from "../../support/examination";
import { Hosts, Internet } from "../../support/internet";
import { run } from "../../support/programs";
import { copyProject } from "../../support/project-copy";

const SECRETS = {
  ARM_CLIENT_SECRET: "hunter2-of-the-pipeline",
  TF_TOKEN_app_terraform_io: "hunter2.atlasv1.token",
};
const CLIENT = "44444444-5555-6666-7777-888888888888";
const REGISTRY =
  "/resourceGroups/slipway-dev-registry/providers/Microsoft.ContainerRegistry/registries/slipwaydev";

const says =
  (status: number, body: string | object = "", headers: Record<string, string> = {}): RequestListener =>
  (_, response) => {
    response.writeHead(status, headers);
    response.end(typeof body === "string" ? body : JSON.stringify(body));
  };

/** The list of a container's blobs. Source: Azure Storage documentation, "List Blobs" (sample response). */
function blobs(leased: boolean): RequestListener {
  const info = {
    ID: "5f4c1d0e-0000-0000-0000-000000000001",
    Who: "runner@ci-7",
    Created: "2026-01-02T03:04:05.678Z",
    Operation: "OperationTypeApply",
  };
  const lock = `<Metadata><terraformlockid>${Buffer.from(JSON.stringify(info)).toString("base64")}</terraformlockid></Metadata>`;
  return says(
    200,
    `<?xml version="1.0" encoding="utf-8"?><EnumerationResults ContainerName="tfstate"><Blobs><Blob><Name>slipway/dev-registry.tfstate</Name>` +
      `<Properties><LeaseStatus>${leased ? "locked" : "unlocked"}</LeaseStatus><LeaseState>${leased ? "leased" : "available"}</LeaseState></Properties>${leased ? lock : ""}` +
      `</Blob><Blob><Name>another/dev-hello.tfstate</Name><Properties><LeaseState>leased</LeaseState></Properties></Blob></Blobs><NextMarker /></EnumerationResults>`,
  );
}

const dockerHub = (headers: Record<string, string>): Hosts => ({
  "auth.docker.io": says(200, { token: "a-token-for-anybody" }),
  "registry-1.docker.io": says(200, "", headers),
});

/** Everything that a deploy needs, and Azure with nothing in the way. */
function hosts(log: Asked[] = [], state: AzureState = {}): Hosts {
  const answers = azure(
    { resources: { [REGISTRY]: { properties: { loginServer: "slipwaydev.azurecr.io" } } }, ...state },
    log,
    () => "https://management.azure.com",
  );
  return {
    "management.azure.com": answers,
    "login.microsoftonline.com": answers,
    "acmestate.blob.core.windows.net": blobs(false),
    "registry.terraform.io": says(200, {}),
    "slipwaydev.azurecr.io": says(401),
    ...dockerHub({ "ratelimit-limit": "100;w=21600", "ratelimit-remaining": "87;w=21600" }),
  };
}

const project = copyProject((main) =>
  main
    .replace("import { Port }", 'import { Backend } from "./backends/backend";\n$&')
    .replace(
      'project: "slipway",',
      '$&\n  backend: Backend.azurerm({ storageAccountName: "acmestate", containerName: "tfstate" }),',
    ),
);

const docker = `case "$*" in
  "version --format {{json .}}") echo '{"Server":{"Version":"27.3.1","ApiVersion":"1.47","Os":"linux","Arch":"amd64"}}' ;;
  --version) echo "Docker version 27.3.1" ;;
  "buildx version") echo "v0.17.1" ;;
  "info --format {{.DockerRootDir}}") echo / ;;
esac`;

/** Runs `npm run doctor` where these hosts are the internet. */
async function doctor(
  internet: Hosts,
  {
    args = [],
    env = {},
    cwd = project,
    distrusting = false,
  }: { args?: string[]; env?: NodeJS.ProcessEnv; cwd?: string; distrusting?: boolean } = {},
) {
  const net = await Internet.start(internet);
  const own = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(ARM|TF)_|_PROXY$/i.test(name)),
  );
  try {
    return await run(["npm", "run", "--silent", "doctor", "--", ...args], {
      cwd,
      env: {
        ...own,
        ...net.env(distrusting),
        PATH: pathWith({ node: true, npm: true, sh: true, docker, terraform: "echo Terraform v1.11.4" }),
        ARM_SUBSCRIPTION_ID: SUBSCRIPTION,
        ARM_TENANT_ID: TENANT,
        ARM_CLIENT_ID: CLIENT,
        ...SECRETS,
        SLIPWAY_RESOLVER: "false",
        ...env,
      },
    });
  } finally {
    net.stop();
  }
}

/** How a check is told, by its name. */
function told(name: string, output: string): string | undefined {
  return new RegExp(`^  (.*?) +${name}: .*`, "m").exec(output)?.[0].trim();
}

function expectNothingSecret(output: string): void {
  for (const secret of [...Object.values(SECRETS), "a-token-for-anybody", "eyJ"])
    expect(output).not.toContain(secret);
}

test("where nothing is in the way, all of it passes, nothing secret is shown and nothing is changed", async () => {
  const log: Asked[] = [];
  const { status, output } = await doctor(hosts(log));
  expectNothingSecret(output);
  for (const id of [SUBSCRIPTION, TENANT, PRINCIPAL, CLIENT]) expect(output).not.toContain(id);
  expect(output.match(/^ {2}(FAIL|warn) .*/gm)).toEqual([
    expect.stringContaining("project name"),
    expect.stringContaining("proxy"),
  ]);
  expect(output).toContain('subscription in Azure: "Acme production" is enabled');
  expect(told("state in Azure Storage", output)).toMatch(/^ok .*tfstate in acmestate may be read/);
  expect(told("locks of the state", output)).toMatch(/^ok/);
  expect(told("Terraform's providers", output)).toMatch(/^ok/);
  expect(told("registry is reached", output)).toMatch(/^ok .*slipwaydev\.azurecr\.io/);
  expect(told("pulls from Docker Hub", output)).toMatch(/^ok .*87 of 100 are left/);
  expect(told("clock", output)).toMatch(/^ok/);
  expect(told("certificates are trusted", output)).toMatch(/^ok/);
  expect(output).toMatch(/\nNext: npm run deploy -- --all\n$/);
  expect(status).toBe(0);
  const changing = log.filter(
    ({ method, path }) => method !== "GET" && !/oauth2|check\w*NameAvailability/.test(path),
  );
  expect([log.length > 10, changing]).toEqual([true, []]);
});

test("what stands in the way is told, each with its remedy", async () => {
  const { status, output } = await doctor({
    ...hosts([], { minutesAhead: 12, subscription: { state: "Disabled" }, roles: [CONTRIBUTOR] }),
    "acmestate.blob.core.windows.net": says(
      403,
      "<Error><Code>AuthorizationPermissionMismatch</Code><Message>…</Message></Error>",
    ),
    "registry.terraform.io": says(503),
    "slipwaydev.azurecr.io": says(403, {
      errors: [{ code: "DENIED", message: "client with IP '203.0.113.7' is not allowed access." }],
    }),
    ...dockerHub({ "ratelimit-limit": "100;w=21600", "ratelimit-remaining": "0;w=21600" }),
  });
  expect(status).toBe(1);
  expect(told("state in Azure Storage", output)).toMatch(
    /^FAIL .*You may not read the container tfstate in acmestate\./,
  );
  expect(output).toContain('--role "Storage Blob Data Contributor"');
  expect(told("Terraform's providers", output)).toMatch(/^warn .*status 503/);
  expect(told("registry is reached", output)).toMatch(/^FAIL .*refuses this machine's address/);
  expect(output).toContain("allowedIpRanges");
  expect(told("pulls from Docker Hub", output)).toMatch(/^warn .*pull 0 more images/);
  expect(told("clock", output)).toMatch(/^FAIL .*12 minutes behind Azure's/);
  expect(output).toContain("sudo timedatectl set-ntp true");
  expect(told("may assign roles", output)).toMatch(/^FAIL/);
  expect(output).toMatch(/Then look again: npm run doctor\n$/);
  expectNothingSecret(output);
});

test("a lock that a killed run left, told as JSON, with ids for whoever wants them", async () => {
  const { output } = await doctor(
    { ...hosts(), "acmestate.blob.core.windows.net": blobs(true) },
    { args: ["--json", "--show-ids"] },
  );
  const { checks } = JSON.parse(output) as {
    checks: { id: string; status: string; message: string; fix?: string[] }[];
  };
  expect(checks.find(({ id }) => id === "state-locks")).toMatchObject({
    status: "fail",
    message: "dev-registry is locked by runner@ci-7 since 2026-01-02T03:04:05Z.",
    fix: [
      expect.stringContaining("Only if it is really gone"),
      "terraform -chdir=cdktf.out/stacks/dev-registry init && terraform -chdir=cdktf.out/stacks/dev-registry force-unlock 5f4c1d0e-0000-0000-0000-000000000001",
    ],
  });
  expectNothingSecret(output);
});

test("a certificate that is not trusted is told once, and what hangs on it is not blamed", async () => {
  const { status, output } = await doctor(hosts(), { distrusting: true });
  expect(status).toBe(1);
  expect(told("certificates are trusted", output)).toMatch(/^FAIL .*DEPTH_ZERO_SELF_SIGNED_CERT/);
  expect(output).toContain("export NODE_EXTRA_CA_CERTS=FILE SSL_CERT_FILE=FILE");
  expect(output.match(/^ {2}FAIL/gm)).toHaveLength(1);
});

test("an Azure that cannot be reached is told, with the proxy that was asked", async () => {
  const rest = Object.fromEntries(
    Object.entries(hosts()).filter(([name]) => name !== "management.azure.com"),
  );
  const { status, output } = await doctor(rest);
  expect(status).toBe(1);
  expect(told("Azure is reached", output)).toMatch(/^FAIL .*management\.azure\.com did not answer/);
  expect(output).toContain("export NO_PROXY=management.azure.com");
  // All that hangs on it is told together.
  expect(output).toMatch(
    /^ {2}warn .*, quota, .*: could not be asked: management\.azure\.com did not answer \(.*502/m,
  );
  expectNothingSecret(output);
});

test("another cloud is asked where its metadata say", async () => {
  const answers = azure({ taken: ["slipwaydev"] }, [], () => "https://management.acme.example");
  const { "registry.terraform.io": registry } = hosts();
  const { output } = await doctor(
    {
      "metadata.acme.example": answers,
      "management.acme.example": answers,
      "registry.terraform.io": registry!,
    },
    { env: { ARM_METADATA_HOSTNAME: "metadata.acme.example" } },
  );
  expect(told("Azure is reached", output)).toMatch(/^ok .*management\.acme\.example answers/);
  expect(told("registry's name", output)).toMatch(/^FAIL .*slipwaydev is taken by somebody else/);
  expectNothingSecret(output);
});

describe("with HCP Terraform", () => {
  const cwd = copyProject((main) =>
    main
      .replace("import { Port }", 'import { Backend } from "./backends/backend";\n$&')
      .replace('project: "slipway",', '$&\n  backend: Backend.hcpTerraform({ organization: "acme" }),'),
  );
  const workspace =
    (locked: boolean): RequestListener =>
    (request, response) => {
      const name = request.url!.split("/").at(-1);
      const isThere = request.headers.authorization === `Bearer ${SECRETS.TF_TOKEN_app_terraform_io}`;
      response.writeHead(isThere ? 200 : 401);
      response.end(JSON.stringify({ data: { attributes: { name, locked, "execution-mode": "local" } } }));
    };

  test.each([
    ["there", { "app.terraform.io": workspace(false) }, {}, /^ok .*3 workspaces are there/],
    ["locked", { "app.terraform.io": workspace(true) }, {}, /^FAIL .*Locked: slipway-dev-hello/],
    ["not there", { "app.terraform.io": says(404) }, {}, /^warn .*3 of 3 workspaces are not there/],
    [
      "closed to this login",
      { "app.terraform.io": workspace(false) },
      { TF_TOKEN_app_terraform_io: "hunter2-of-before" },
      /^FAIL .*does not accept the login/,
    ],
  ] as const)("a workspace that is %s", async (_, host, env, expected) => {
    const { output } = await doctor({ ...hosts(), ...host }, { cwd, env });
    expect(told("workspaces of HCP Terraform", output)).toMatch(expected);
    expectNothingSecret(output);
  });
});
