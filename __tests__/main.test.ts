import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";
import * as path from "node:path";
import { block } from "./support/documents";
import { linkProject } from "./support/project-copy";

/** Runs main.ts in a copy of the project as cdktf does. */
function run(edit?: (main: string) => string) {
  const copy = linkProject(edit);
  const { status, stderr } = spawnSync(process.execPath, ["--import", "./check/types.mjs", "main.ts"], {
    cwd: copy,
    encoding: "utf8",
    env: { ...process.env, CDKTF_OUTDIR: "cdktf.out" },
  });
  const stacks = readdirSync(path.join(copy, "cdktf.out", "stacks")).sort();
  return { copy, result: { status, stderr, stacks } };
}

const readme = (marker: string) => block("README.md", marker);

test("the example synthesizes its three stacks, with no path of the machine", () => {
  const { copy, result } = run();
  expect(result).toEqual({ status: 0, stderr: "", stacks: ["dev-hello", "dev-hello-image", "dev-registry"] });
  const files = readdirSync(path.join(copy, "cdktf.out"), { recursive: true, encoding: "utf8" })
    .map((file) => path.join(copy, "cdktf.out", file))
    .filter((file) => statSync(file).isFile());
  expect(files.filter((file) => !file.endsWith(".cjs"))).toHaveLength(5);
  for (const file of files) {
    expect(readFileSync(file, "utf8")).not.toContain(copy);
    expect(readFileSync(file, "utf8")).not.toContain(process.cwd());
  }
});

test("the README's second environment and second app synthesize", () => {
  const { result } = run((main) =>
    main
      .replace(/ {2}environments: \[.*\],\n/, readme("environments"))
      .replace(/ {2}\],\n\};/, `${readme("app")}  ],\n${readme("suppression")}};`),
  );
  expect(result).toEqual({
    status: 0,
    stderr: "",
    stacks: ["dev-hello", "dev-hello-image", "dev-proxy", "dev-registry", "staging-hello", "staging-proxy"],
  });
});

test("wrong input ends in one report, without a stack trace, and writes nothing", () => {
  const { result } = run((main) =>
    main.replace('["v1", "latest"]', '["v 1"]').replace("Port.tcp(8080)", "Port.tcp(22)"),
  );
  expect(result).toEqual({
    status: 1,
    stderr: [
      "Nothing was synthesized. 2 faults:",
      '  - [dev-hello-image/docker-image] aliases[0] is "v 1". Allowed: 1–128 letters, digits, "_", "." and "-", ' +
        'not starting with "." or "-". Fix: write for example "v1".',
      "  - [dev-hello/container-group] containers[0].ports[0] is 22. " +
        "Allowed: a port that Azure does not reserve (22 is). " +
        "Fix: have the app listen on another port, for example 8080.",
      "",
    ].join("\n"),
    stacks: [],
  });
});
