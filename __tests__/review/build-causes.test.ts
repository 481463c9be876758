import * as path from "node:path";
import { App } from "cdktf";
import { readSynthesizedStacks, SynthesizedStack } from "../../check/synthesized-stack";
import { ImageSource } from "../../deployment/image-source";
import { buildCauses } from "../../review/build-causes";
import { createStacks } from "../../stacks/create-stacks";
import { synthesize } from "../../stacks/synthesize";
import { makeFolder } from "../support/folders";
import { exampleDeployment } from "../support/synthesis";

/** A folder to build from, synthesized as a project of its own. */
function built(files: Record<string, string>, buildArgs?: Record<string, string>): SynthesizedStack[] {
  const all = Object.entries({ Dockerfile: "FROM scratch\nCOPY . /\n", ...files });
  const folder = makeFolder(Object.fromEntries(all.map(([file, text]) => [`app/${file}`, text])));
  const example = exampleDeployment();
  const image = ImageSource.fromBuild(path.join(folder, "app"), { buildArgs });
  const app = new App({ outdir: path.join(folder, "cdktf.out"), stackTraces: false });
  createStacks(app, { ...example, apps: [{ ...example.apps[0]!, image }] });
  synthesize(app);
  return readSynthesizedStacks(path.join(folder, "cdktf.out"));
}

const causes = (before: SynthesizedStack[], after: SynthesizedStack[]) =>
  buildCauses(before, after).get("dev-hello-image");

const page = { "www/index.html": "one" };

test.each<[string, SynthesizedStack[], SynthesizedStack[], string[] | undefined]>([
  ["nothing", built(page), built(page), undefined],
  ["a file's content", built(page), built({ "www/index.html": "two" }), ["app/www/index.html changed"]],
  ["a file that came", built(page), built({ ...page, new: "" }), ["app/new changed"]],
  [
    "the Dockerfile alone",
    built({ ...page, ".dockerignore": "Dockerfile" }),
    built({ ...page, ".dockerignore": "Dockerfile", Dockerfile: "FROM scratch\n" }),
    ["app/Dockerfile changed"],
  ],
  [
    "a build argument, whose value is not told",
    built(page, { A: "CANARY-1" }),
    built(page, { A: "CANARY-2" }),
    ["build arg A changed"],
  ],
  [
    "many files",
    built({}),
    built({ a: "", b: "", c: "", d: "" }),
    ["4 files of app changed, app/a among them"],
  ],
])("%s", (_, before, after, expected) => {
  expect(causes(before, after)).toEqual(expected);
});
