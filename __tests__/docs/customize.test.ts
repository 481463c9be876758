import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import * as path from "node:path";
import { block } from "../support/documents";
import { describeWithTerraform } from "../support/programs";
import { copyProject } from "../support/project-copy";

const customize = (marker: string) => block("docs/customize.md", marker);

describeWithTerraform("what docs/customize.md shows", () => {
  test("is declared in main.ts as it stands there, passes Terraform's check, and is held", () => {
    const copy = copyProject((main) =>
      main
        .replace(/^/, customize("import") + 'import { resourcesIn } from "./policies/policy";\n')
        .replace(/ {2}\],\n\};/, `  ],\n${customize("policies")}${customize("customize")}};`)
        .replace(/ImageSource\.fromBuild\(.*\)/, 'ImageSource.fromReference("docker.io/library/nginx:1.29")'),
    );
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ["--import", "./check/types.mjs", "commands/start.ts"],
      { cwd: copy, encoding: "utf8" },
    );
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toMatch(/^dev-hello +application insights, container group +ok /m);
    expect(stdout).toContain(
      "warning: dev-hello: policy own-registry-only: dev-hello/container-group/Resource: an image from Docker Hub. " +
        "Images from elsewhere may vanish. Fix: give the registry a cache rule; or suppress the policy with a reason.",
    );
    const file = path.join(copy, "cdktf.out/stacks/dev-hello/cdk.tf.json");
    const { resource } = JSON.parse(readFileSync(file, "utf8")) as {
      resource: Record<string, Record<string, { timeouts: object }>>;
    };
    expect(Object.values(resource.azurerm_container_group!).map(({ timeouts }) => timeouts)).toEqual([
      { create: "1h" },
    ]);
    expect(Object.keys(resource.azurerm_application_insights!)).toEqual(["insights"]);
  });
});
