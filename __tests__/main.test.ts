import { spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";

const SOURCES = [
  "main.ts",
  "releases.json",
  "tsconfig.json",
  "package.json",
  "constructs",
  "stacks",
  "examples",
];

let copy: string;

beforeEach(() => {
  copy = mkdtempSync(path.join(tmpdir(), "slipway-main-"));
  for (const source of SOURCES) cpSync(source, path.join(copy, source), { recursive: true });
  symlinkSync(path.resolve("node_modules"), path.join(copy, "node_modules"));
});

afterEach(() => rmSync(copy, { recursive: true, force: true }));

/** Runs the copy's main.ts as cdktf does. */
function run(edit: (main: string) => string = (main) => main) {
  const file = path.join(copy, "main.ts");
  writeFileSync(file, edit(readFileSync(file, "utf8")));
  const { status, stderr } = spawnSync(process.execPath, ["--import", "tsx", "main.ts"], {
    cwd: copy,
    encoding: "utf8",
    env: { ...process.env, CDKTF_OUTDIR: "cdktf.out" },
  });
  const stacks = path.join(copy, "cdktf.out", "stacks");
  return { status, stderr, stacks: existsSync(stacks) ? readdirSync(stacks).sort() : [] };
}

/** The block of the README that follows a marker. */
function readme(marker: string): string {
  const [, block] = new RegExp(`<!-- ${marker} -->\n\n\`\`\`ts\n(.*?)\`\`\``, "s").exec(
    readFileSync("README.md", "utf8"),
  )!;
  return block!;
}

test("the example synthesizes its three stacks, the same bytes wherever the project lies", () => {
  expect(run()).toEqual({ status: 0, stderr: "", stacks: ["dev-hello", "dev-hello-image", "dev-registry"] });
  for (const stack of ["dev-hello", "dev-hello-image", "dev-registry"]) {
    const json = readFileSync(path.join(copy, "cdktf.out", "stacks", stack, "cdk.tf.json"), "utf8");
    expect(json).not.toContain(copy);
    expect(json).not.toContain(process.cwd());
  }
});

test("the README's second environment and second app synthesize", () => {
  const result = run((main) =>
    main
      .replace(/ {2}environments: \[.*\],\n/, readme("environments"))
      .replace(/ {2}\],\n\};/, `${readme("app")}$&`),
  );
  expect(result).toEqual({
    status: 0,
    stderr: "",
    stacks: ["dev-hello", "dev-hello-image", "dev-proxy", "dev-registry", "staging-hello", "staging-proxy"],
  });
});

test("wrong input ends in one report, without a stack trace, and writes nothing", () => {
  const result = run((main) =>
    main.replace('["v1", "latest"]', '["v 1"]').replace("Port.tcp(8080)", "Port.tcp(22)"),
  );
  expect(result).toEqual({
    status: 1,
    stderr: [
      "Nothing was synthesized. 2 faults:",
      '  - [dev-hello-image/docker-image] aliases[0] is "v 1". Allowed: 1–128 letters, digits, "_", "." and "-", ' +
        'not starting with "." or "-". Fix: rename the tag.',
      "  - [dev-hello/container-group] containers[0].ports[0] is 22. " +
        "Allowed: a port that Azure does not reserve (22 is). " +
        "Fix: have the app listen on another port, for example 8080.",
      "",
    ].join("\n"),
    stacks: [],
  });
});
