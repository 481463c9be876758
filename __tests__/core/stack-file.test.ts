import { App, TerraformAsset, TerraformStack } from "cdktf";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { StackFile } from "../../core/terraform/stack-file";
import { makeFolder } from "../support/folders";

function synthesizedWith(build: (stack: TerraformStack) => void, outdir = makeFolder()): string {
  const app = new App({ outdir, skipValidation: true });
  build(new TerraformStack(app, "one"));
  app.synth();
  return path.join(outdir, "stacks/one");
}

test("a file lies where cdktf would put a copy of one", () => {
  const source = path.join(makeFolder(), "told.json");
  writeFileSync(source, "{}");
  let asset = "";
  const copied = synthesizedWith((stack) => {
    asset = new TerraformAsset(stack, "told", { path: source, assetHash: "json" }).path;
  });
  let file = "";
  const written = synthesizedWith((stack) => {
    file = new StackFile(stack, "told", { folder: "json", name: "told.json", text: "{}" }).path;
  });
  expect(file).toBe(asset);
  expect(readdirSync(written, { recursive: true })).toEqual(readdirSync(copied, { recursive: true }));
  expect(readFileSync(path.join(written, file), "utf8")).toBe("{}");
});

test("a stack may have several, and synthesis again writes what they say then", () => {
  const outdir = makeFolder();
  const write = (text: string) =>
    synthesizedWith((stack) => {
      for (const name of ["a", "b"]) new StackFile(stack, name, { folder: "text", name, text: name + text });
    }, outdir);
  write("1");
  const assets = path.join(write("2"), "assets");
  const files = readdirSync(assets, { recursive: true, encoding: "utf8" }).filter((name) =>
    /\/text\//.test(name),
  );
  expect(files.map((name) => readFileSync(path.join(assets, name), "utf8")).sort()).toEqual(["a2", "b2"]);
});

test("nothing is written for a stack that cdktf refuses", () => {
  const outdir = makeFolder();
  const app = new App({ outdir });
  const stack = new TerraformStack(app, "one");
  const file = new StackFile(stack, "told", { folder: "json", name: "told.json", text: "{}" });
  stack.node.addValidation({ validate: () => ["wrong"] });
  expect(() => app.synth()).toThrow("wrong");
  expect(existsSync(path.join(outdir, "stacks/one", file.path))).toBe(false);
});
