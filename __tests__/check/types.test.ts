import { spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import * as path from "node:path";
import { linkProject } from "../support/project-copy";
import { makeFolder } from "../support/folders";

const { app } = JSON.parse(readFileSync("cdktf.json", "utf8")) as { app: string };

/** Runs what `cdktf.json` says, as cdktf does. */
function synthesize(copy: string, env: NodeJS.ProcessEnv = {}) {
  const { status, stdout, stderr } = spawnSync(app, {
    shell: true,
    cwd: copy,
    encoding: "utf8",
    env: { ...process.env, CDKTF_OUTDIR: "cdktf.out", ...env },
  });
  return { status, stdout, stderr, wrote: existsSync(path.join(copy, "cdktf.out", "manifest.json")) };
}

/** What stands in main.ts, and what slipped in instead. */
const slips: [meant: string, slip: string][] = [
  // Names of properties.
  ["livenessProbe:", "livenesProbe:"],
  ["livenessProbe:", "liveness_probe:"],
  ["livenessProbe:", "LivenessProbe:"],
  ["livenessProbe:", "sidecar: [], livenessProbe:"],
  ["livenessProbe:", 'restartPolcy: "Never", livenessProbe:'],
  ["livenessProbe:", 'secureEnvironmentVariables: { A: "hunter2" }, livenessProbe:'],
  ["livenessProbe:", "overrides: { dev: { cpus: 2 } }, livenessProbe:"],
  ["livenessProbe:", 'sidecars: [{ nam: "a", image: "nginx" }], livenessProbe:'],
  ["ports: [", "port: ["],
  ["image: ImageSource", "img: ImageSource"],
  ['project: "slipway",', 'projekt: "slipway",'],
  ["registries:", "registry:"],
  ["environments:", "enviroments:"],
  ["  releases,", "  release: releases,"],
  ["apps: [", "app: ["],
  ['registry: "dev" }', 'registry: "dev", Production: true }'],
  ['registry: "dev" }', 'registry: "dev", prod: true }'],
  ['registry: "dev" }', 'regsitry: "dev" }'],
  ['registry: "dev" }', 'registry: "dev", policy: "error" }'],
  ['registry: "dev" }', 'registry: "dev", rolout: undefined }'],
  ['location: "westeurope"', 'location: "westeurope", deletelock: true'],
  ['location: "westeurope"', 'region: "westeurope"'],
  ['location: "westeurope"', 'location: "westeurope", SKU: "Premium"'],
  ['location: "westeurope"', 'location: "westeurope", publicNetworkAcces: false'],
  ["aliases:", "alias:"],
  ["aliases:", "tags:"],
  ["aliases:", 'buildArg: { A: "b" }, aliases:'],
  ['"/health")', '"/health", { periodSecond: 5 })'],
  ['"/health")', '"/health", { prot: 8080 })'],
  ["stackTraces:", "stackTrace:"],
  // Names of values.
  ['registry: "dev" }', 'registry: "dev", policies: "erorr" }'],
  ['registry: "dev" }', 'registry: "dev", images: "promote" }'],
  ['location: "westeurope"', 'location: "westeurope", push: "tokn"'],
  ['location: "westeurope"', 'location: "westeurope", sku: "premium"'],
  ["livenessProbe:", 'restartPolicy: "never", livenessProbe:'],
  ["livenessProbe:", 'osType: "linux", livenessProbe:'],
  ['"/health")', '"/health", { scheme: "HTTP" })'],
  // Names of what makes them, and of modules.
  ["Probe.httpGet", "Probe.httpget"],
  ["Probe.httpGet", "Probe.http"],
  ["Port.tcp", "Port.TCP"],
  ["Port.tcp", "Prot.tcp"],
  ["ImageSource.fromBuild", "ImageSource.build"],
  ["ImageSource.fromBuild(", "new ImageSource("],
  ["new App(", "App("],
  ["container-group/probe", "container-group/prob"],
  ["import { Probe }", "import { Probes }"],
  ['import { Port } from "./constructs/container-group/port";', ""],
  ["./releases.json", "./release.json"],
  ["  synthesizeOrExit(", "  synthesiseOrExit("],
  // Types.
  ["Port.tcp(8080)", "8080"],
  ["Port.tcp(8080)", 'Port.tcp("8080")'],
  ["Port.tcp(8080)", "Port.tcp()"],
  ["[Port.tcp(8080)]", "Port.tcp(8080)"],
  ['Probe.httpGet("/health")', '"/health"'],
  ['ImageSource.fromBuild("examples/hello", { aliases: ["v1", "latest"] })', '"nginx:1.29"'],
  ['["v1", "latest"]', '"latest"'],
  ['["v1", "latest"]', "[1, 2]"],
  ['tags: { project: "slipway" }', "tags: { project: 1 }"],
  ['tags: { project: "slipway" }', 'tags: ["slipway"]'],
  ['tags: { project: "slipway" }', "tags: null"],
  ['registry: "dev" }', 'registry: "dev", production: "true" }'],
  ['registry: "dev" }', 'registry: "dev", rollout: "gated" }'],
  ['[{ name: "dev", registry: "dev" }]', '{ name: "dev", registry: "dev" }'],
  ['[{ name: "dev", registry: "dev" }]', '["dev"]'],
  ['project: "slipway",', "project: 7,"],
  ['project: "slipway",', ""],
  ["apps: [", 'backend: "local", apps: ['],
  ["livenessProbe:", "cpu: 2, livenessProbe:"],
  ["livenessProbe:", 'memory: "4Gi", livenessProbe:'],
  ["livenessProbe:", "environmentVariables: { PORT: 8080 }, livenessProbe:"],
  ["livenessProbe:", "environmentVariables: { PORT: process.env.PORT }, livenessProbe:"],
  ["livenessProbe:", "dnsNameLabel: true, livenessProbe:"],
  ["livenessProbe:", 'command: "node main.js", livenessProbe:'],
  ['name: "hello",', ""],
  // What is made another way, or not at all.
  ['Probe.httpGet("/health")', "Probe.httpGet"],
  ['Probe.httpGet("/health")', 'new Probe("/health")'],
  ['Probe.httpGet("/health")', "Probe.tcp(8080)"],
  ['"/health")', '"/health", "hunter2")'],
  ["Port.tcp(8080)", "Port.tcp(80, 8080)"],
  ['registry: "dev" }', 'registry: "dev", rollout: { kind: "gated" } }'],
  ["  releases,", "  releases: 7,"],
  ["createStacks(app, deployment)", "createStacks(deployment, app)"],
  ["createStacks(app, deployment)", "createStacks(app)"],
  ["synthesizeOrExit(app)", "synthesizeOrExit()"],
];

describe("each of many slips in main.ts is refused, with its place", () => {
  let report: string;
  beforeAll(() => {
    const main = readFileSync("main.ts", "utf8");
    const copy = linkProject(() => slips.map((_, i) => `import "./slip-${i}";\n`).join(""));
    slips.forEach(([meant, slip], i) => {
      expect(main).toContain(meant);
      writeFileSync(
        path.join(copy, `slip-${i}.ts`),
        main.replace(meant, () => slip),
      );
    });
    const { status, stdout, stderr, wrote } = synthesize(copy);
    expect({ status, stdout, wrote }).toEqual({ status: 1, stdout: "", wrote: false });
    report = stderr;
  });

  test.each(slips.map(([meant, slip], i) => ({ i, meant, slip })))("$meant → $slip", ({ i }) => {
    expect(report).toMatch(new RegExp(`^  - \\[slip-${i}\\.ts:\\d+:\\d+\\] `, "m"));
  });

  test.each([
    "livenesProbe is no property of AppDeclaration. Fix: write livenessProbe.",
    "region is no property of RegistryDeclaration. " +
      "Fix: choose one that docs/reference.md lists under RegistryDeclaration.",
    "httpget is no property of Probe. Fix: write httpGet.",
    'policies is "erorr". Allowed: "error", "off", "warning". Fix: write "error".',
    "cpu is of type number. Allowed: Cpu. Fix: write Cpu.cores(cores).",
    "ports is of type Port. Allowed: readonly Port[]. Fix: write [Port.tcp(number)] or [Port.udp(number)].",
    "What stands here is a function that is not called. Allowed: Probe. " +
      "Fix: write Probe.exec(command, timings?) or Probe.httpGet(path, props?).",
    "Probe is not made by new. Fix: write Probe.exec(command, timings?) or Probe.httpGet(path, props?).",
    "tcp is no property of Probe. Fix: write Probe.exec(command, timings?) or Probe.httpGet(path, props?).",
    "What stands here is of type string. Allowed: HttpGetProps. " +
      "Fix: choose one that docs/reference.md lists under HttpGetProps.",
    "The number of arguments is 2. Allowed: 1.",
    'rollout is of type { kind: "gated"; }. Allowed: Rollout. ' +
      "Fix: write Rollout.replace() or Rollout.gated(options?).",
    "releases is of type number. Allowed: { …: { …: string } }.",
    "The argument is of type string. Allowed: number.",
    "name is missing. Allowed: AppDeclaration with it. Fix: write name.",
    "Cannot find module './release.json' or its corresponding type declarations.",
  ])("in our words: %s", (fault) => {
    expect(report.split("\n").map((line) => line.replace(/^ +- \[.*?\] /, ""))).toContain(fault);
  });

  test("and nothing is a stack trace, or shows a value that may be secret", () => {
    expect(report).not.toMatch(/^ +at /m);
    expect(report).not.toContain("hunter2");
  });
});

test("a slip of syntax is told in one line, and nothing runs", () => {
  expect(synthesize(linkProject((main) => main.replace("apps: [", "apps: [[")))).toEqual({
    status: 1,
    stdout: "",
    stderr: "Nothing was synthesized. 1 fault:\n  - [main.ts:27:1] Expression or comma expected.\n",
    wrote: false,
  });
});

test("a releases.json that is not JSON is refused", () => {
  const copy = linkProject();
  writeFileSync(path.join(copy, "releases.json"), '{ "dev": ');
  const { stderr, ...ended } = synthesize(copy);
  expect(ended).toEqual({ status: 1, stdout: "", wrote: false });
  expect(stderr).toContain("  - [releases.json:1:9] ");
  expect(stderr).not.toMatch(/^ +at /m);
});

describe("of several slips of type", () => {
  let faults: string[];
  beforeAll(() => {
    const copy = linkProject(
      (main) => `${main.replace("livenessProbe:", "cpu: 2, livenessProbe:")}import "./thrown";`,
    );
    const thrown = readFileSync("main.ts", "utf8").replace("apps: [", "...none(), apps: [");
    writeFileSync(path.join(copy, "thrown.ts"), thrown);
    writeFileSync(path.join(copy, "releases.json"), '{ "dev": { "hello": 3 } }');
    const { stderr, ...ended } = synthesize(copy);
    expect(ended).toEqual({ status: 1, stdout: "", wrote: false });
    expect(stderr).not.toMatch(/^ +at /m);
    const [head, ...told] = stderr.trimEnd().split(/\n {2}- /);
    expect([head, told.length]).toEqual(["Nothing was synthesized. 3 faults:", 3]);
    faults = told;
  });

  test.each([
    ["a wrong type", "[main.ts:24:7] cpu is of type number. Allowed: Cpu. Fix: write Cpu.cores(cores)."],
    ["what would throw", "[thrown.ts:19:6] Cannot find name 'none'."],
  ])("%s is told in one line, and nothing runs", (_, fault) => {
    expect(faults).toContain(fault);
  });

  test("a releases.json that is of another shape is refused", () => {
    const shape = "Type 'number' is not assignable to type 'string'.";
    expect(faults).toContainEqual(expect.stringContaining(shape));
  });
});

/** Gives a copy of the project the real packages, but for the compiler: what stands in its folder. */
function withCompiler(copy: string, files: Record<string, string>): string {
  const modules = path.join(copy, "node_modules");
  rmSync(modules, { force: true });
  mkdirSync(modules);
  for (const name of [".package-lock.json", ...readdirSync("node_modules")]) {
    if (name !== "typescript-7" && !existsSync(path.join(modules, name)))
      symlinkSync(path.resolve("node_modules", name), path.join(modules, name));
  }
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(modules, "typescript-7", file)), { recursive: true });
    writeFileSync(path.join(modules, "typescript-7", file), text, { mode: 0o755 });
  }
  return copy;
}

test("without the compiler nothing is synthesized, and what to do is said", () => {
  const { status, stderr, wrote } = synthesize(withCompiler(linkProject(), {}));
  expect({ status, wrote }).toEqual({ status: 1, wrote: false });
  expect(stderr).toMatch(
    /^Nothing was synthesized\. The types of main\.ts cannot be checked: .+ Fix: npm ci, .+\n$/,
  );
});

test("with a compiler that fails nothing is synthesized, and what it said is shown", () => {
  const copy = withCompiler(linkProject(), {
    "package.json": "{}",
    "lib/getExePath.js": 'module.exports = () => __dirname + "/tsc";',
    "lib/tsc": "#!/bin/sh\necho out of memory >&2\nexit 2\n",
  });
  const { status, stderr, wrote } = synthesize(copy);
  expect({ status, wrote }).toEqual({ status: 1, wrote: false });
  expect(stderr).toContain("out of memory");
});

test("the same sources are checked once, and changed ones anew", () => {
  // With all of the project's sources, each run of the compiler would take ten times as long.
  const project = makeFolder({
    "main.ts": `import { Environment } from "./deployment/environment";
      export const environment: Environment = { registry: "dev" };`,
    "deployment/environment.ts": "export interface Environment { readonly registry: string }",
    "tsconfig.json": readFileSync("tsconfig.json", "utf8"),
    "package.json": readFileSync("package.json", "utf8"),
  });
  cpSync("check", path.join(project, "check"), { recursive: true });
  const compiler = path.resolve("node_modules", "typescript-7", "bin", "tsc");
  const copy = withCompiler(project, {
    "package.json": "{}",
    "lib/getExePath.js": 'module.exports = () => __dirname + "/tsc";',
    "lib/tsc": `#!/bin/sh\nprintf . >>"$(dirname "$0")/runs"\nexec node ${compiler} "$@"\n`,
  });
  const XDG_CACHE_HOME = makeFolder();
  const runs = path.join(copy, "node_modules", "typescript-7", "lib", "runs");
  /** How the check ends, and how often the compiler ran for it. */
  const check = (cwd = copy) => {
    writeFileSync(runs, "");
    const { status } = spawnSync(process.execPath, ["--import", "./check/types.mjs", "--eval", "0"], {
      cwd,
      env: { ...process.env, XDG_CACHE_HOME },
    });
    return [status, readFileSync(runs, "utf8").length];
  };
  const edit = (file: string, change: (text: string) => string) =>
    writeFileSync(path.join(copy, file), change(readFileSync(path.join(copy, file), "utf8")));

  expect(check()).toEqual([0, 1]);
  const elsewhere = path.join(makeFolder(), "checkout", "base");
  const sources = readdirSync(copy).filter((name) => name !== "node_modules");
  for (const name of sources) cpSync(path.join(copy, name), path.join(elsewhere, name), { recursive: true });
  symlinkSync(path.join(copy, "node_modules"), path.join(elsewhere, "node_modules"));
  expect(check(elsewhere)).toEqual([0, 0]);
  edit("main.ts", (text) => text);
  expect(check()).toEqual([0, 0]);
  edit("deployment/environment.ts", (text) => text.replace("registry:", "registri:"));
  expect(check()).toEqual([1, 1]);
  expect(check()).toEqual([1, 1]);
  edit("deployment/environment.ts", (text) => text.replace("registri:", "registry:"));
  expect(check()).toEqual([0, 0]);
  // It would take the place of what `./deployment/environment` means.
  writeFileSync(path.join(copy, "deployment", "environment.d.ts"), "");
  expect(check()).toEqual([0, 1]);
  rmSync(XDG_CACHE_HOME, { recursive: true });
  expect(check()).toEqual([0, 1]);
});

test("whatever reads main.ts has its types checked first", () => {
  const { scripts } = JSON.parse(readFileSync("package.json", "utf8")) as { scripts: Record<string, string> };
  const programs = [app, ...Object.values(scripts)].filter((script) =>
    /\b(main|commands\/\w+)\.ts\b/.test(script),
  );
  expect(programs.length).toBeGreaterThan(4);
  for (const program of programs) expect(program).toMatch(/^node --import \.\/check\/types\.mjs \S+$/);
});
