import { execFile, spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { promisify } from "node:util";
import { isExecutable, type SentEntry } from "../../constructs/image/publish/content-hash.cjs";
import { inTurns } from "../../core/take-turns";
import { makeFolder } from "./folders";

const run = promisify(execFile);

/** Builds at the same time: the engine does little else than wait for its storage. */
const PARALLEL_BUILDS = 4;

/** A context to build, with the option of the same name of `docker build`. */
export interface Build {
  readonly context: string;
  readonly dockerfile?: string;
}

/** What an image holds, in the form of {@link describeEntries}, or what the engine or its client said against it. */
export type Built = { readonly entries: string[] } | { readonly refusal: string };

/** The builders that the `docker` command here has. */
export type Builder = "BuildKit" | "the classic builder";

/** Since 23.0 a client finds BuildKit in a plugin only. */
export function hasBuildKit(): boolean {
  const { stdout } = spawnSync("docker", ["--version"], { encoding: "utf8" });
  const isOld = Number(/(\d+)\.\d+/.exec(stdout)?.[1]) < 23;
  return isOld || spawnSync("docker", ["buildx", "version"]).status === 0;
}

/** Builds each context and returns what the images hold beside nothing: the Dockerfiles begin `FROM scratch`. */
export async function build(builds: readonly Build[], builder: Builder): Promise<Built[]> {
  const folder = makeFolder();
  const name = path.basename(folder).toLowerCase();
  const tags = builds.map((_, i) => `${name}:${i}`);
  try {
    const refusals = await inTurns([...builds.entries()], PARALLEL_BUILDS, ([i, one]) =>
      buildOne(one, tags[i]!, builder),
    );
    const built = tags.filter((_, i) => refusals[i] === undefined);
    const layers = await save(await withLayers(built), folder);
    return refusals.map((refusal, i) =>
      refusal === undefined
        ? { entries: unpack(layers.get(tags[i]!) ?? [], `${folder}/image-${i}`) }
        : { refusal },
    );
  } finally {
    spawnSync("docker", ["image", "rm", "--force", ...tags]);
  }
}

/** One line an entry, for comparing. */
export function describeEntries(root: string, entries: readonly SentEntry[]): string[] {
  const kindOf = ({ kind, path: file }: SentEntry) =>
    kind === "file" && isExecutable(fs.statSync(path.join(root, file)).mode) ? "executable" : kind;
  return entries
    .map((entry) => {
      if (entry.kind === "link") return `link ${entry.path} -> ${entry.target}`;
      return `${kindOf(entry)} ${entry.path}`;
    })
    .sort();
}

async function buildOne(
  { context, dockerfile }: Build,
  tag: string,
  builder: Builder,
): Promise<string | undefined> {
  const file = dockerfile === undefined ? [] : ["--file", path.resolve(context, dockerfile)];
  try {
    await run("docker", ["build", "--quiet", "--tag", tag, ...file, context], {
      env: { ...process.env, DOCKER_BUILDKIT: builder === "BuildKit" ? "1" : "0" },
    });
    return undefined;
  } catch (error) {
    return String((error as { stderr?: string }).stderr ?? error);
  }
}

/** Those of the images that are not empty: the engine saves no other. */
async function withLayers(tags: readonly string[]): Promise<string[]> {
  const { stdout } = await run("docker", ["image", "inspect", "--format", "{{len .RootFS.Layers}}", ...tags]);
  const counts = stdout.trim().split("\n");
  return tags.filter((_, i) => counts[i] !== "0");
}

/** Saves images and returns the tar files of each one's layers. */
async function save(tags: readonly string[], folder: string): Promise<Map<string, string[]>> {
  const archive = path.join(folder, "images.tar");
  await run("docker", ["save", "--output", archive, ...tags]);
  await run("tar", ["-xf", archive, "-C", folder]);
  const manifest = JSON.parse(fs.readFileSync(path.join(folder, "manifest.json"), "utf8")) as {
    RepoTags: string[];
    Layers: string[];
  }[];
  return new Map(
    manifest.flatMap(({ RepoTags, Layers }) =>
      RepoTags.map((tag): [string, string[]] => [tag, Layers.map((layer) => path.join(folder, layer))]),
    ),
  );
}

function unpack(layers: readonly string[], folder: string): string[] {
  fs.mkdirSync(folder);
  for (const layer of layers) {
    const { status, stderr } = spawnSync("tar", ["--no-same-owner", "-xpf", layer, "-C", folder], {
      encoding: "utf8",
    });
    if (status !== 0) throw new Error(`tar ${layer}: ${stderr}`);
  }
  return describeEntries(folder, read(folder, ""));
}

/** By hand, since readdir's own recursion follows links. */
function read(folder: string, prefix: string): SentEntry[] {
  return fs.readdirSync(`${folder}/${prefix}`).flatMap((name): SentEntry[] => {
    const file = prefix + name;
    const full = `${folder}/${file}`;
    const stats = fs.lstatSync(full);
    if (stats.isSymbolicLink()) return [{ kind: "link", path: file, target: fs.readlinkSync(full) }];
    if (stats.isDirectory()) return [{ kind: "directory", path: file }, ...read(folder, `${file}/`)];
    return [{ kind: "file", path: file }];
  });
}
