import { rmSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { pathWith } from "../../support/examination";
import { makeFolder } from "../../support/folders";
import { leaveState } from "../../support/left-state";
import { describeWithTerraform, run } from "../../support/programs";
import { copyProject, linkProject } from "../../support/project-copy";
import { exampleDeployment, stacksOf } from "../../support/synthesis";
import { serve } from "../../support/web-server";

/** What a machine has on which Node.js was installed, and nothing else. */
const fresh = () => pathWith({ node: true, npm: true, sh: true });

/** Runs `npm run doctor` as a user types it. */
async function doctor(args: readonly string[] = [], cwd = ".", env: NodeJS.ProcessEnv = {}) {
  return run(["npm", "run", "--silent", "doctor", "--", ...args], {
    cwd,
    env: { ...process.env, ARM_SUBSCRIPTION_ID: "", PATH: fresh(), ...env },
  });
}

/** The lines that follow the name of a check under "To fix". */
function remedyOf(name: string, output: string): string[] {
  const [, block = ""] =
    new RegExp(`^  ${name}\\n((?: {4}.*\\n)+)`, "m").exec(output.split("\nTo fix\n")[1] ?? "") ?? [];
  return block.trim().split(/\n */);
}

test("a fresh machine is told all that it lacks, with the remedies", async () => {
  const { status, output } = await doctor(["hello", "dev"]);
  expect(status).toBe(1);
  expect(output).toMatch(/^ {2}ok {4}main\.ts: main\.ts is sound: 3 stacks$/m);
  const remedies = {
    "Terraform or OpenTofu": "https://developer.hashicorp.com/terraform/install",
    "Docker engine": "https://docs.docker.com/get-started/get-docker/",
    "Azure CLI": "https://learn.microsoft.com/cli/azure/install-azure-cli",
    subscription: "export ARM_SUBSCRIPTION_ID=$(az account show --query id --output tsv)",
  };
  for (const [name, remedy] of Object.entries(remedies)) {
    expect(output).toMatch(new RegExp(`^  FAIL  ${name}: `, "m"));
    expect(remedyOf(name, output).join("\n")).toContain(remedy);
  }
  expect(output).toMatch(/Then look again: npm run doctor\n$/);
});

test("--json --local is for scripts, and asks this machine only", async () => {
  const { status, output } = await doctor(["--json", "--local"]);
  const report = JSON.parse(output) as {
    schemaVersion: number;
    status: number;
    checks: Record<string, unknown>[];
  };
  expect([status, report.schemaVersion, report.status]).toEqual([1, 1, 1]);
  for (const check of report.checks) {
    expect(check).toEqual({
      id: expect.stringMatching(/^[a-z-]+$/),
      name: expect.any(String),
      status: expect.stringMatching(/^(pass|warn|fail|skipped)$/),
      message: expect.any(String),
      durationMs: expect.any(Number),
      ...("fix" in check && { fix: expect.any(Array) }),
      ...("links" in check && { links: expect.any(Array) }),
    });
  }
  expect(report.checks.map(({ id }) => id)).not.toContain("signed-in");
});

test("a Terraform that is too old is named, with its version", async () => {
  const env = { PATH: pathWith({ node: true, npm: true, sh: true, terraform: "echo Terraform v1.5.7" }) };
  const { output } = await doctor(["--local"], ".", env);
  expect(output).toContain(
    "  FAIL  Terraform or OpenTofu: Terraform is too old. terraform is Terraform v1.5.7.",
  );
});

test("what is wrong in main.ts is one finding, and what hangs on it is not asked", async () => {
  const { status, output } = await doctor(
    [],
    linkProject((main) => main.replace("8080", "0")),
  );
  expect(status).toBe(1);
  expect(output).toMatch(/^ {2}FAIL {2}main\.ts: .*ports\[0\] is 0\. Allowed: a whole number of 1 to 65535/m);
  expect(output).toContain("not asked, since main.ts cannot be synthesized");
  expect(output).toMatch(/^ {2}ok {4}Node\.js/m);
});

test("a name that is not declared is refused with the one that was meant", async () => {
  const { status, output } = await doctor(["helo", "dev"]);
  expect([status, output]).toEqual([1, expect.stringContaining("Fix: write hello.")]);
});

describe("before anything is installed", () => {
  test("npm ci is the remedy", async () => {
    const copy = copyProject();
    rmSync(path.join(copy, "node_modules"));
    const words = await doctor([], copy);
    expect([words.status, remedyOf("npm packages", words.output)]).toEqual([1, ["npm ci"]]);
    const { output } = await doctor(["--json"], copy);
    expect(JSON.parse(output)).toMatchObject({
      schemaVersion: 1,
      checks: [{ id: "packages", fix: ["npm ci"] }],
    });
  });

  test("an old Node.js is told", async () => {
    const older = path.join(makeFolder(), "older.cjs");
    writeFileSync(older, 'Object.defineProperty(process, "versions", { value: { node: "18.20.4" } });');
    const program = [process.execPath, "--require", older, path.resolve("doctor/first.cjs")] as const;
    const { status, output } = await run(program);
    expect([status, output]).toEqual([
      1,
      expect.stringContaining("Node.js is 18.20.4, and 20.19 or newer is needed."),
    ]);
  });
});

describe("npm run deploy looks first", () => {
  const deploy = (...args: string[]) =>
    run(["npm", "run", "--silent", "deploy", "--", "hello", "dev", "--yes", ...args], {
      cwd: linkProject(),
      env: { ...process.env, ARM_SUBSCRIPTION_ID: "", PATH: fresh() },
    });

  test("and stops with the remedies where it would fail", async () => {
    const { status, output } = await deploy();
    expect(status).toBe(1);
    for (const name of ["Terraform or OpenTofu", "Docker engine", "Azure CLI", "subscription"]) {
      expect(output).toMatch(new RegExp(`^  FAIL  ${name}: `, "m"));
    }
    expect(remedyOf("subscription", output)).toEqual([
      "export ARM_SUBSCRIPTION_ID=$(az account show --query id --output tsv)",
    ]);
    expect(output).toMatch(/Nothing was deployed\. .* add --skip-doctor\.\n$/);
    expect(output).not.toContain("Planning");
  });

  test("or goes on all the same", async () => {
    const { output } = await deploy("--skip-doctor");
    expect(output).toContain("Planning dev-registry, dev-hello-image, dev-hello");
    expect(output).not.toContain("  FAIL  ");
  });
});

describeWithTerraform("an engine that is missing, and not needed", () => {
  const [content] = stacksOf(exampleDeployment())["dev-hello-image"].output.tags.value as [string];
  const programs = { node: true, npm: true, sh: true, terraform: true } as const;

  /** What is said of the engine, in a project with these states. */
  async function engineWith(states: Record<string, Record<string, unknown>>, ...args: string[]) {
    const copy = linkProject();
    for (const [stack, outputs] of Object.entries(states)) leaveState(copy, stack, outputs);
    const { output } = await doctor(["--json", ...args], copy, { PATH: pathWith(programs) });
    const { checks } = JSON.parse(output) as { checks: { id: string }[] };
    return checks.find(({ id }) => id === "engine");
  }

  test("since the image's state has what is declared", async () => {
    const found = await engineWith({ "dev-hello-image": { tags: [content, "latest"] } }, "--local");
    expect(found).toMatchObject({ status: "pass", message: expect.stringContaining("not needed") });
    const older = await engineWith({ "dev-hello-image": { tags: ["content-of-before"] } }, "--local");
    expect(older).toMatchObject({ status: "fail" });
  });

  test("since the registry has it, whatever the state knows", async () => {
    const asked: string[] = [];
    const port = await serve((request, response) => {
      asked.push(`${request.method} ${request.url}`);
      response.setHeader("docker-content-digest", `sha256:${"1".repeat(64)}`);
      response.end();
    });
    const registry = {
      login_server: `127.0.0.1:${port}`,
      push_usernames: { hello: "push-hello" },
      push_passwords: { hello: "hunter2-push" },
    };
    const found = await engineWith({ "dev-registry": registry });
    expect(found).toMatchObject({ status: "pass", message: expect.stringContaining("not needed") });
    expect(asked).toContain(`HEAD /v2/hello/manifests/${content}`);
  });
});
