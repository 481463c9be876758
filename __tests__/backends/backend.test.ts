import { Backend } from "../../backends/backend";
import { createStacks } from "../../stacks/create-stacks";
import { exampleDeployment, faultsOf, StackJson, stacksOf, testApp } from "../support/synthesis";

const AZURE = { storageAccountName: "slipwaystate", containerName: "tfstate" };
const HCP = { organization: "acme", project: "Web shop" };

function stacks(backend?: Backend): Record<string, StackJson> {
  return stacksOf(exampleDeployment({ backend }));
}

/** The remote states that a stack reads, by the stack they are of. */
function readBy(stack: StackJson): Record<string, StackJson> {
  return stack.data.terraform_remote_state;
}

describe("local files", () => {
  test("are the default: one a stack, by a path that is the same on every machine", () => {
    const { "dev-registry": registry, "dev-hello": hello } = stacks();
    const file = "../../../terraform-state/dev-registry.tfstate";
    expect(registry.terraform.backend).toEqual({ local: { path: file } });
    expect(readBy(hello)["dev-registry"]).toMatchObject({ backend: "local", config: { path: file } });
  });

  test("may lie in another folder of the project", () => {
    expect(stacks(Backend.local("state"))["dev-registry"].terraform.backend.local.path).toBe(
      "../../../state/dev-registry.tfstate",
    );
  });

  test.each(["/var/state", ""])("refuse the folder %p", (folder) => {
    expect(faultsOf(exampleDeployment({ backend: Backend.local(folder) }))).toEqual([
      `backend.folder is "${folder}". Allowed: a folder relative to the project's, so that the JSON is the same on ` +
        'every machine. Fix: write for example "state", or leave it out for terraform-state.',
    ]);
  });
});

describe("Azure Storage", () => {
  test("keeps one blob a stack, called PROJECT/STACK.tfstate, by Entra ID", () => {
    for (const [name, { terraform }] of Object.entries(stacks(Backend.azurerm(AZURE)))) {
      expect(terraform.backend).toEqual({
        azurerm: {
          storage_account_name: "slipwaystate",
          container_name: "tfstate",
          key: `slipway/${name}.tfstate`,
          use_azuread_auth: true,
          snapshot: true,
        },
      });
    }
  });

  test("is read where it is written", () => {
    const { "dev-registry": registry, "dev-hello": hello } = stacks(Backend.azurerm(AZURE));
    expect(readBy(hello)["dev-registry"]).toEqual({
      backend: "azurerm",
      config: registry.terraform.backend.azurerm,
      workspace: "${terraform.workspace}",
    });
  });

  test("takes no snapshots where the account keeps versions itself", () => {
    const backend = Backend.azurerm({ ...AZURE, snapshots: false });
    expect(stacks(backend)["dev-hello"].terraform.backend.azurerm.snapshot).toBe(false);
  });

  test.each(["ab", "a".repeat(25), "My-Account", "state.blob.core.windows.net", undefined])(
    "refuses the account %p, once for all stacks",
    (storageAccountName) => {
      const backend = Backend.azurerm({ ...AZURE, storageAccountName: storageAccountName as string });
      expect(faultsOf(exampleDeployment({ backend }))).toEqual([
        `backend.storageAccountName is ${JSON.stringify(storageAccountName) ?? "missing"}. Allowed: 3–24 lower-case ` +
          "letters and digits. Fix: name the account as Azure does, without the .blob.core.windows.net.",
      ]);
    },
  );

  test.each(["ab", "a".repeat(64), "tf--state", "-tfstate", "TfState"])(
    "refuses the container %p",
    (containerName) => {
      expect(faultsOf(exampleDeployment({ backend: Backend.azurerm({ ...AZURE, containerName }) }))).toEqual([
        `backend.containerName is "${containerName}". Allowed: 3–63 lower-case letters, digits and hyphens, with no ` +
          'hyphen first, last or doubled. Fix: write for example "tfstate".',
      ]);
    },
  );

  test("reports all that is wrong together", () => {
    const backend = Backend.azurerm({
      storageAccountName: "A",
      containerName: "B",
      snapshots: "yes",
      key: "one.tfstate",
      contianer: "x",
      snapshot: true,
    } as never);
    expect(faultsOf(exampleDeployment({ backend }))).toEqual([
      expect.stringMatching(/^backend\.storageAccountName is "A"\./),
      expect.stringMatching(/^backend\.containerName is "B"\./),
      'backend.snapshots is "yes". Allowed: true or false. Fix: write true or false, or leave it out.',
      "backend.key is given. Allowed: one blob a stack, called PROJECT/STACK.tfstate. Fix: remove it, since " +
        "one key for all stacks would let each overwrite the others' state.",
      'a setting of Backend.azurerm is "contianer". Allowed: storageAccountName, containerName, snapshots. Fix: ' +
        "remove it, or correct its name.",
      'a setting of Backend.azurerm is "snapshot". Allowed: storageAccountName, containerName, snapshots. Fix: ' +
        "write snapshots.",
    ]);
  });
});

describe("HCP Terraform", () => {
  test("keeps one named workspace a stack, called PROJECT-STACK", () => {
    for (const [name, { terraform }] of Object.entries(stacks(Backend.hcpTerraform(HCP)))) {
      expect(terraform.backend).toBeUndefined();
      expect(terraform.cloud).toEqual({
        organization: "acme",
        workspaces: { name: `slipway-${name}`, project: "Web shop" },
      });
    }
  });

  test("is read by the workspace's name, at the host it is on", () => {
    const backend = Backend.hcpTerraform({ organization: "acme", hostname: "tfe.example.com:8443" });
    const { "dev-hello": hello } = stacks(backend);
    expect(hello.terraform.cloud.hostname).toBe("tfe.example.com:8443");
    expect(readBy(hello)["dev-registry"]).toEqual({
      backend: "remote",
      config: {
        hostname: "tfe.example.com:8443",
        organization: "acme",
        workspaces: { name: "slipway-dev-registry" },
      },
    });
  });

  test("is synthesized on a machine without Terraform", () => {
    const { PATH } = process.env;
    process.env.PATH = "";
    try {
      expect(faultsOf(exampleDeployment({ backend: Backend.hcpTerraform(HCP) }))).toEqual([]);
    } finally {
      process.env.PATH = PATH;
    }
  });

  test("says at synth what the image stack needs to publish; no other stack needs it", () => {
    const app = testApp();
    createStacks(app, exampleDeployment({ backend: Backend.hcpTerraform(HCP) }));
    const said = app.node.children.flatMap(({ node }) =>
      node.metadata.map(({ type, data }) => [node.id, type, data]),
    );
    expect(said).toEqual([
      ["dev-hello-image", "@cdktf/info", expect.stringContaining("an agent that has Node.js and Docker")],
    ]);
  });

  test("refuses names that it does not take, all together", () => {
    const backend = Backend.hcpTerraform({
      organization: "acme inc",
      project: "ab",
      hostname: "https://tfe.example.com/",
    });
    expect(faultsOf(exampleDeployment({ backend }))).toEqual([
      'backend.organization is "acme inc". Allowed: letters, digits, hyphens and underscores. Fix: give its name as ' +
        "its address shows it.",
      'backend.project is "ab". Allowed: 3–40 letters, digits, hyphens, underscores and inner spaces. Fix: give the ' +
        "project's name, not its id.",
      'backend.hostname is "https://tfe.example.com/". Allowed: a host name such as tfe.example.com, with :PORT if ' +
        "need be. Fix: give the name alone, without https:// or a path.",
    ]);
  });

  test("refuses a workspace name that is too long, with the stack it is of", () => {
    const registry = "r".repeat(60);
    const example = exampleDeployment();
    expect(
      faultsOf({
        ...example,
        backend: Backend.hcpTerraform(HCP),
        registries: [{ name: registry, location: "westeurope", registryName: "acmeshop" }],
        environments: [{ name: "dev", registry }],
        apps: [{ ...example.apps[0]!, name: "a".repeat(20) }],
      }),
    ).toEqual([
      `[${registry}-${"a".repeat(20)}-image] workspace name is "slipway-${registry}-${"a".repeat(20)}-image". ` +
        "Allowed: 1–90 letters, digits, hyphens and underscores. " +
        "Fix: shorten the name of the project, the registry or the app by 5.",
    ]);
  });

  test.each(["tags", "workspaces"])("refuses %s: stacks could not read each other's outputs", (name) => {
    const backend = Backend.hcpTerraform({ ...HCP, [name]: ["shop"] } as never);
    expect(faultsOf(exampleDeployment({ backend }))).toEqual([
      `backend.${name} is given. Allowed: one named workspace a stack, called PROJECT-STACK. Fix: remove it: ` +
        "stacks read each other's outputs, and workspaces chosen by tags have no one state to read.",
    ]);
  });
});

describe("a credential in the settings is refused, and printed nowhere", () => {
  const SECRET = "hunter2-hunter2";

  test.each([
    "accessKey",
    "access_key",
    "sasToken",
    "clientSecret",
    "clientCertificatePassword",
    "oidcToken",
    "oidcRequestToken",
  ])("Azure Storage: %s", (name) => {
    const backend = Backend.azurerm({ ...AZURE, [name]: SECRET } as never);
    const faults = faultsOf(exampleDeployment({ backend }));
    expect(faults).toEqual([
      `backend.${name} is a plain value (not shown). Allowed: no credential in the settings, since the JSON of every stack would ` +
        "carry it. Fix: remove it, replace it where it was issued, and sign in with Entra ID (az login, ARM_USE_OIDC " +
        "in CI, ARM_USE_MSI with a managed identity).",
    ]);
    expect(faults.join()).not.toContain(SECRET);
  });

  test("HCP Terraform: token", () => {
    const faults = faultsOf(
      exampleDeployment({ backend: Backend.hcpTerraform({ ...HCP, token: SECRET } as never) }),
    );
    expect(faults).toEqual([
      expect.stringMatching(/^backend\.token is a plain value \(not shown\).*terraform login/),
    ]);
    expect(faults.join()).not.toContain(SECRET);
  });

  test.each([
    "https://me:pw@tfe.example.com",
    "tfstate?sv=2024&sig=abc",
    `${"a".repeat(14)}.atlasv1.${"b".repeat(67)}`,
    `DefaultEndpointsProtocol=https;AccountKey=${"x".repeat(30)}`,
  ])("in the place of a name: %s", (value) => {
    const azure = Backend.azurerm({ storageAccountName: value, containerName: value });
    const hcp = Backend.hcpTerraform({ organization: value, hostname: value });
    for (const backend of [azure, hcp]) {
      const faults = faultsOf(exampleDeployment({ backend }));
      expect(faults).toHaveLength(2);
      expect(faults.join()).not.toContain(value);
    }
  });
});

test.each([
  ["s3", "a string"],
  [{ accessKey: "hunter2" }, "an object"],
])("an unknown backend is refused: %p", (backend, given) => {
  expect(faultsOf(exampleDeployment({ backend: backend as never }))).toEqual([
    `backend is ${given}. Allowed: Backend.local(), Backend.azurerm({…}) or Backend.hcpTerraform({…}). Fix: make it ` +
      "with one of these, or leave it out for local files.",
  ]);
});
