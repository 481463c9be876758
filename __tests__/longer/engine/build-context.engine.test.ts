import fc from "fast-check";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { BuildContext } from "../../../constructs/image/context/build-context";
import { BuildContextError } from "../../../constructs/image/context/build-context-error";
import { build, Build, Built, describeEntries, describeWithEngine } from "../../support/docker";
import { generatedContext, writeContext } from "../../support/generated-context";

const FIXTURES = path.join(__dirname, "../../fixtures/contexts");
const GENERATED = 200;
/** Another one is tried with SLIPWAY_SEED, the one of a failure is in its message. */
const SEED = Number(process.env.SLIPWAY_SEED ?? 20251210);

jest.setTimeout(600_000);

describeWithEngine("A build context covers what a Docker engine sees", () => {
  test("in every fixture", async () => {
    const names = fs.readdirSync(FIXTURES);
    const builds = names.map((name): Build => {
      const context = path.join(FIXTURES, name);
      return {
        context,
        dockerfile: fs.existsSync(`${context}/Dockerfile`) ? undefined : "docker/Dockerfile",
      };
    });
    const images = await build(builds);

    expect(byName(names, builds.map(covered))).toEqual(byName(names, images));
  });

  test(`in ${GENERATED} generated contexts, and refuses those that it refuses (seed ${SEED})`, async () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "slipway-contexts-"));
    try {
      const contexts = fc.sample(generatedContext, { numRuns: GENERATED, seed: SEED });
      const builds = contexts.map((context, i) => writeContext(context, path.join(folder, String(i))));
      const images = await build(builds);

      const differences = images
        .map((engine, i) => ({ number: i, ...contexts[i]!, engine, covered: covered(builds[i]!) }))
        .filter(({ engine, covered }) => !isSame(engine, covered));
      expect(differences).toEqual([]);
      // Else the generator has drifted to contexts that nobody can build, and nothing is compared.
      expect(images.filter((image) => "entries" in image).length).toBeGreaterThan(GENERATED / 2);
    } finally {
      fs.rmSync(folder, { recursive: true, force: true });
    }
  });
});

function covered(props: Build): Built {
  try {
    return { entries: describeEntries(new BuildContext({ ...props, outsideLinks: "keep" }).entries()) };
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

function byName<T>(names: readonly string[], values: readonly T[]): Record<string, T> {
  return Object.fromEntries(names.map((name, i) => [name, values[i]!]));
}
