import fc from "fast-check";
import * as fs from "node:fs";
import * as path from "node:path";
import { BuildContext } from "../../../constructs/image/context/build-context";
import { BuildContextError } from "../../../constructs/image/context/build-context-error";
import { fingerprint } from "../../../constructs/image/context/fingerprint";
import { dockerfileFor } from "../../../constructs/image/publish/docker.cjs";
import { type Copies, stage } from "../../../constructs/image/publish/stage.cjs";
import { build, Build, Builder, Built, describeEntries, hasBuildKit } from "../../support/docker";
import { makeFolder, removeFolders } from "../../support/folders";
import { generatedContext, writeContext } from "../../support/generated-context";
import { describeWithEngine } from "../../support/programs";

const FIXTURES = path.join(__dirname, "../../fixtures/contexts");
const GENERATED = Number(process.env.SLIPWAY_GENERATED ?? 200);
/** Another one is tried with SLIPWAY_SEED, the one of a failure is in its message. */
const SEED = Number(process.env.SLIPWAY_SEED ?? 20251210);

jest.setTimeout(600_000);

let folder: string;
beforeEach(() => (folder = makeFolder()));
afterEach(removeFolders);

const fixtures = () =>
  fs.readdirSync(FIXTURES).map((name): Build => {
    const context = path.join(FIXTURES, name);
    const isAtRoot = fs.existsSync(`${context}/Dockerfile`);
    return { context, dockerfile: isAtRoot ? undefined : "docker/Dockerfile" };
  });
const generated = () =>
  fc
    .sample(generatedContext, { numRuns: GENERATED, seed: SEED })
    .map((context, i) => writeContext(context, path.join(folder, String(i))));

describeWithEngine("An ignore file leaves what it leaves to a Docker engine", () => {
  const byItself = (builds: readonly Build[]) => build(builds, "the classic builder");

  test("in every fixture", async () => {
    // One has an ignore file that only BuildKit reads, one a folder that stays when the Dockerfile in it goes.
    const builds = fixtures().filter(
      ({ context, dockerfile }) => !dockerfile && !fs.existsSync(`${context}/Dockerfile.dockerignore`),
    );
    expect(byName(builds, builds.map(covered))).toEqual(byName(builds, await byItself(builds)));
  });

  test(`in ${GENERATED} generated contexts, and is refused where it is refused (seed ${SEED})`, async () => {
    // Of an excluded Dockerfile in a folder of the context the engine keeps that folder, or does not find it.
    const builds = generated().filter(({ dockerfile }) => !dockerfile!.startsWith("a/"));
    const images = await byItself(builds);
    const differences = images
      .map((engine, i) => ({ number: i, engine, covered: covered(builds[i]!) }))
      .filter(({ engine, covered }) => !isSame(engine, covered));
    expect(differences).toEqual([]);
    // Else the generator has drifted to contexts that nobody can build, and nothing is compared.
    expect(images.filter((image) => "entries" in image).length).toBeGreaterThan(builds.length / 2);
  });
});

describeWithEngine("What was hashed is what an image gets", () => {
  const builders: Builder[] = hasBuildKit() ? ["the classic builder", "BuildKit"] : ["the classic builder"];
  if (builders.length === 1) process.stderr.write("Skipped, no BuildKit in this docker command: its half.\n");

  /** The copies that a publisher makes of the contexts that are not refused. */
  const staged = (builds: readonly Build[]) =>
    builds.flatMap((one, i) => {
      if ("refusal" in covered(one)) return [];
      const { content, options, entries } = fingerprint({ ...one, outsideLinks: "keep" });
      const { root, dockerfile } = new BuildContext(one);
      const copy = path.join(folder, `staged-${i}`);
      fs.mkdirSync(copy);
      return [{ from: one, to: stage({ context: root, dockerfile, options, content, entries }, copy) }];
    });

  test.each(builders)("with %s, in every fixture and in generated contexts", async (builder) => {
    const frontEnd = builder === "BuildKit" ? "buildkit" : "classic";
    const isBuilt = ({ to }: { to: Copies }) => {
      try {
        return dockerfileFor(to, frontEnd) !== "";
      } catch (error) {
        // The classic builder reads ignore files in its own way: what it would spoil is refused, and nothing else.
        expect([frontEnd, existsInContext(to, ".dockerignore")]).toEqual(["classic", true]);
        expect((error as Error).message).toContain("would read .dockerignore again");
        return false;
      }
    };
    const all = staged([...fixtures(), ...generated()]);
    const copies = all.filter(isBuilt);
    expect(copies.length).toBeGreaterThan(all.length / 2);
    const images = await build(
      copies.map(({ to }) => ({ context: to.context, dockerfile: dockerfileFor(to, frontEnd) })),
      builder,
    );
    const froms = copies.map(({ from }) => from);
    expect(byName(froms, images)).toEqual(byName(froms, froms.map(covered)));
  });
});

const existsInContext = ({ context }: Copies, file: string) => fs.existsSync(path.join(context, file));

function covered(props: Build): Built {
  try {
    const context = new BuildContext({ ...props, outsideLinks: "keep" });
    return { entries: describeEntries(context.root, context.entries()) };
  } catch (error) {
    if (error instanceof BuildContextError) return { refusal: error.message };
    throw error;
  }
}

/** Refusals are the same in other words. */
function isSame(one: Built, other: Built): boolean {
  if ("refusal" in one || "refusal" in other) return "refusal" in one && "refusal" in other;
  return one.entries.join("\0") === other.entries.join("\0");
}

function byName<T>(builds: readonly Build[], values: readonly T[]): Record<string, T> {
  return Object.fromEntries(builds.map(({ context }, i) => [path.basename(context), values[i]!]));
}
