import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { checkStacks } from "../../check/check-stacks";
import { azureStack, synthesized } from "./support";
import { makeFolder } from "../support/folders";

jest.setTimeout(30_000);

const howToGetIt =
  "Install Terraform 1.11 or newer: https://developer.hashicorp.com/terraform/install " +
  "(or name another binary, also of OpenTofu 1.10 or newer, in TERRAFORM_BINARY_NAME).";

/** A program that stands in for Terraform: `script` is what it does. */
function fakeTerraform(script: string): string {
  const path = join(makeFolder(), "terraform");
  writeFileSync(path, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return path;
}

const printVersion = (version: string) => `printf '%s\\non linux_amd64\\n' '${version}'`;

// The stand-ins are shell scripts.
const describeOnPosix = process.platform === "win32" ? describe.skip : describe;

describeOnPosix("Without a usable Terraform, every stack is unchecked and says why:", () => {
  let outdir: string;
  beforeAll(() => {
    outdir = synthesized((app) => {
      azureStack(app, "one");
      azureStack(app, "two");
    });
  });
  const expectUnchecked = async (terraform: string, summary: string, detail: string, timeout?: number) => {
    const diagnostics = [{ severity: "error", summary, detail: `${detail} ${howToGetIt}` }];
    expect(await checkStacks(outdir, { terraform, timeout })).toEqual(
      ["one", "two"].map((stack) => ({
        stack,
        status: "unchecked",
        diagnostics,
        outputs: {},
        milliseconds: 0,
      })),
    );
  };

  test("missing", () =>
    expectUnchecked("/no/terraform", "Terraform was not found", 'The command "/no/terraform" gave ENOENT.'));

  test("not executable", async () => {
    const terraform = makeFolder();
    await expectUnchecked(
      terraform,
      "Terraform cannot be started",
      `The command "${terraform}" gave EACCES.`,
    );
  });

  test.each([
    ["Terraform", "v1.10.5"],
    ["OpenTofu", "v1.9.4"],
  ])("too old: %s %s", async (name, version) => {
    const terraform = fakeTerraform(printVersion(`${name} ${version}`));
    await expectUnchecked(terraform, `${name} is too old`, `${terraform} is ${name} ${version}.`);
  });

  test("of no known version", async () => {
    const terraform = fakeTerraform("echo hello");
    const detail = `"${terraform} version" names none.`;
    await expectUnchecked(terraform, "Terraform's version is unknown", detail);
  });

  test("hanging", async () => {
    const terraform = fakeTerraform("sleep 60");
    const detail = `"${terraform} version" ran into the time limit.`;
    await expectUnchecked(terraform, "Terraform does not answer", detail, 300);
  });

  test("the binary is the one that TERRAFORM_BINARY_NAME names", async () => {
    const saved = process.env.TERRAFORM_BINARY_NAME;
    process.env.TERRAFORM_BINARY_NAME = "/no/tofu";
    try {
      expect((await checkStacks(outdir))[0]?.diagnostics[0]?.detail).toContain('"/no/tofu"');
    } finally {
      if (saved === undefined) delete process.env.TERRAFORM_BINARY_NAME;
      else process.env.TERRAFORM_BINARY_NAME = saved;
    }
  });
});

describeOnPosix("A Terraform that goes wrong on the way", () => {
  const outdir = () => synthesized((app) => void azureStack(app, "one"));

  test("is killed with its children when the time is up", async () => {
    const pidFile = join(makeFolder(), "pid");
    const hang = `sleep 60 & echo $! > ${pidFile}; wait`;
    const terraform = fakeTerraform(
      `if [ "$1" = version ]; then ${printVersion("Terraform v1.11.4")}; else ${hang}; fi`,
    );
    const [check] = await checkStacks(outdir(), { terraform, timeout: 500 });
    expect(check).toMatchObject({
      status: "failed",
      diagnostics: [
        { summary: "Terraform gave no verdict", detail: "It ran into the time limit and was killed." },
      ],
    });
    const child = Number(readFileSync(pidFile, "utf8"));
    expect(child).toBeGreaterThan(0);
    expect(await hasEnded(child)).toBe(true);
  });

  test("is quoted when it explains itself in no other way", async () => {
    const crash = "echo 'panic: no memory' >&2; exit 2";
    const terraform = fakeTerraform(
      `if [ "$1" = version ]; then ${printVersion("Terraform v2.0.0")}; else ${crash}; fi`,
    );
    const [check] = await checkStacks(outdir(), { terraform });
    expect(check?.diagnostics).toEqual([
      { severity: "error", summary: "Terraform gave no verdict", detail: "panic: no memory\n" },
    ]);
  });
});

test("OpenTofu is given each provider under its own registry's name too", async () => {
  const seen = join(makeFolder(), "seen");
  const tofu = fakeTerraform(
    `if [ "$1" = version ]; then ${printVersion("OpenTofu v1.10.0")}; else echo "$TF_REATTACH_PROVIDERS" >${seen}; exit 1; fi`,
  );
  await checkStacks(
    synthesized((app) => void azureStack(app, "one")),
    { terraform: tofu },
  );
  const providers = JSON.parse(readFileSync(seen, "utf8")) as Record<string, unknown>;
  expect(Object.keys(providers)).toEqual([
    "registry.terraform.io/hashicorp/azurerm",
    "registry.opentofu.org/hashicorp/azurerm",
  ]);
  expect(new Set(Object.values(providers).map((provider) => JSON.stringify(provider))).size).toBe(1);
});

/** A killed process stays listed until it is reaped: a zombie counts as ended. */
async function hasEnded(pid: number): Promise<boolean> {
  for (let attempt = 0; attempt < 50; attempt++) {
    try {
      process.kill(pid, 0);
      if (process.platform === "linux" && / Z /.test(readFileSync(`/proc/${pid}/stat`, "utf8"))) return true;
    } catch {
      return true;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return false;
}
