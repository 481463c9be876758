import { spawnSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { makeFolder } from "../support/folders";
import { describeWithTerraform } from "../support/programs";
import { linkProject } from "../support/project-copy";

/** Runs `npm start`'s command in a copy of the project. */
function start(edit?: (main: string) => string, env: NodeJS.ProcessEnv = {}) {
  return spawnSync(process.execPath, ["--import", "./check/types.mjs", "commands/start.ts"], {
    cwd: linkProject(edit),
    encoding: "utf8",
    env: { ...process.env, ...env },
  });
}

describeWithTerraform("npm start with Terraform", () => {
  test("shows each stack in the order it is deployed in, its check and its command", () => {
    const { status, stdout, stderr } = start();
    expect([status, stderr]).toEqual([0, ""]);
    expect(
      stdout
        .split("\n")
        .filter((line) => line.includes("npm run deploy -- dev-"))
        .map((line) => line.split(/ {2,}/)),
    ).toEqual([
      ["dev-registry", expect.stringContaining("registry, "), "ok", "npm run deploy -- dev-registry"],
      ["dev-hello-image", "image", "ok", "npm run deploy -- dev-hello-image"],
      ["dev-hello", "container group", "ok", "npm run deploy -- dev-hello"],
    ]);
    const [, shown] = /<!-- start -->\n\n```text\n(.*?)```/s.exec(readFileSync("README.md", "utf8"))!;
    expect(stdout).toContain(shown);
    expect(stdout).toContain(
      "Next: az login, start Docker, and deploy all of it in order: npm run deploy -- --all",
    );
  });

  test("ends in 1 with Terraform's words when a check fails", () => {
    const { status, stdout, stderr } = start((main) =>
      main.replace(
        "synthesizeOrExit(app);",
        '(app.node.findChild("dev-hello").node.findChild("resource-group") as any).addOverride("colour", "red");\n$&',
      ),
    );
    expect(status).toBe(1);
    expect(stdout).toMatch(/^dev-hello .* failed /m);
    expect(stderr).toContain(
      "error: dev-hello resource.azurerm_resource_group.resource-group: Extraneous JSON object property",
    );
    expect(stderr).toContain('No argument or block type is named "colour".');
  });
});

test("ends in 1 with every fault, and checks nothing, when the input is wrong", () => {
  const { status, stdout, stderr } = start((main) => main.replace("8080", "0"));
  expect(status).toBe(1);
  expect(stderr).toContain("containers[0].ports[0] is 0. Allowed: a whole number of 1 to 65535.");
  expect(stdout).not.toContain("Terraform");
});

test("says what belongs into a cdktf.json that is missing", () => {
  const cwd = linkProject();
  rmSync(path.join(cwd, "cdktf.json"));
  const { status, stderr } = spawnSync(process.execPath, ["--import", "tsx", "commands/start.ts"], {
    cwd,
    encoding: "utf8",
  });
  expect(stderr).toBe(
    `No cdktf.json in ${cwd} names a program. ` +
      `Fix: write it as { "language": "typescript", "app": "node --import slipway/types main.ts" }\n`,
  );
  expect(status).toBe(1);
});

describe("without a usable Terraform", () => {
  let started: ReturnType<typeof start>;
  beforeAll(() => {
    const old = path.join(makeFolder(), "terraform");
    writeFileSync(old, "#!/bin/sh\necho Terraform v1.5.7\n", { mode: 0o755 });
    started = start(
      (main) =>
        main
          .replace(/ +livenessProbe: .*\n/, "")
          .replace(
            /(environments: \[)(.*\],)/,
            '$1{ name: "prod", registry: "dev", images: "promoted" }, $2',
          ),
      { TERRAFORM_BINARY_NAME: old },
    );
  });

  test("it synthesizes, and says once that nothing was checked, why, and how to get one", () => {
    expect(started.status).toBe(0);
    expect(started.stdout.match(/ unchecked /g)).toHaveLength(3);
    expect(started.stderr.match(/https:\/\/developer\.hashicorp\.com\/terraform\/install/g)).toHaveLength(1);
    expect(started.stderr).toContain("1.5.7");
  });

  test("a policy's warning is shown, and keeps nothing from being synthesized", () => {
    const warning = "warning: dev-hello: policy probes-present: dev-hello/container-group/Resource:";
    expect(started.stdout).toContain(warning);
  });

  test("an app that awaits its promotion is named, with the command", () => {
    expect(started.stdout).toContain(
      "prod-hello has no stack yet: promote an image, npm run promote -- hello FROM prod",
    );
  });
});
