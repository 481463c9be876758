import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as net from "node:net";
import * as path from "node:path";
import { BuildContext, BuildContextProps } from "../../../../constructs/image/context/build-context";
import { BuildContextError } from "../../../../constructs/image/context/build-context-error";
import { COVERED } from "../../../fixtures/covered";
import { describeEntries } from "../../../support/docker";
import { asOrdinaryUser, makeFolder, removeFolders } from "../../../support/folders";

const FIXTURES = path.join(__dirname, "../../../fixtures/contexts");

afterEach(removeFolders);

const covered = (props: BuildContextProps) => {
  const context = new BuildContext(props);
  return describeEntries(context.root, context.entries());
};
const makeContext = (files: Record<string, string> = {}) =>
  makeFolder({ Dockerfile: "FROM scratch\n", ...files });

function faultOf(props: BuildContextProps) {
  try {
    covered(props);
  } catch (error) {
    if (!(error instanceof BuildContextError)) throw error;
    const { given, ...fault } = error.fault;
    return { ...fault, given: typeof given === "symbol" ? given.description : given };
  }
  return undefined;
}

describe("the fixtures", () => {
  test("are all listed", () => {
    expect(fs.readdirSync(FIXTURES).sort()).toEqual(Object.keys(COVERED).sort());
  });

  test.each(Object.entries(COVERED))("%s", (name, entries) => {
    const context = path.join(FIXTURES, name);
    const dockerfile = fs.existsSync(`${context}/Dockerfile`) ? undefined : "docker/Dockerfile";
    // One of them has a link into the image.
    expect(covered({ context, dockerfile, outsideLinks: "keep" })).toEqual(entries);
  });
});

describe("a context covers", () => {
  test("empty folders, those that are excluded not", () => {
    const context = makeContext({ ".dockerignore": "drop\nmore/*\n!more/keep" });
    for (const folder of ["empty/deep", "drop", "more/keep", "more/drop"]) {
      fs.mkdirSync(path.join(context, folder), { recursive: true });
    }
    expect(covered({ context })).toEqual([
      "directory empty",
      "directory empty/deep",
      "directory more",
      "directory more/keep",
      "file .dockerignore",
      "file Dockerfile",
    ]);
  });

  test("one of two hard links like the other", () => {
    const context = makeContext({ a: "same" });
    fs.linkSync(path.join(context, "a"), path.join(context, "b"));
    expect(covered({ context })).toEqual(["file Dockerfile", "file a", "file b"]);
  });

  test("what a link to the context leads to", () => {
    const context = makeContext({ a: "" });
    const link = path.join(makeFolder(), "link");
    fs.symlinkSync(context, link);
    expect(covered({ context: link })).toEqual(["file Dockerfile", "file a"]);
  });

  test("the same from any working directory", () => {
    const context = makeContext({ a: "" });
    expect(covered({ context: path.relative(process.cwd(), context) })).toEqual(covered({ context }));
  });

  test("what is there when the Dockerfile lies outside", () => {
    const context = makeContext({ "app/a": "" });
    expect(covered({ context: path.join(context, "app"), dockerfile: "../Dockerfile" })).toEqual(["file a"]);
  });

  test("what its ignore file leaves although that excludes the Dockerfile's folder", () => {
    const context = makeFolder({
      "docker/Dockerfile": "FROM scratch\n",
      ".dockerignore": "**/docker",
      a: "",
    });
    expect(covered({ context, dockerfile: "docker/Dockerfile" })).toEqual(["file .dockerignore", "file a"]);
  });

  test("what an ignore file beside a Dockerfile outside leaves", () => {
    const context = makeContext({ "Dockerfile.dockerignore": "b", "app/a": "", "app/b": "" });
    expect(covered({ context: path.join(context, "app"), dockerfile: "../Dockerfile" })).toEqual(["file a"]);
  });

  test("an excluded folder's exceptions, without reading the other excluded folders", () => {
    const context = makeContext({
      ".dockerignore": "closed\nopen\n!open/keep",
      "open/keep": "",
      "closed/a": "",
    });
    fs.chmodSync(context, 0o755);
    fs.chmodSync(path.join(context, "closed"), 0o000);
    expect(asOrdinaryUser(() => covered({ context }))).toEqual([
      "directory open",
      "file .dockerignore",
      "file Dockerfile",
      "file open/keep",
    ]);
  });
});

describe("a context is refused", () => {
  test("when there is none", () => {
    const context = path.join(makeFolder(), "missing");
    expect(faultOf({ context })).toMatchObject({ property: "context", given: context });
  });

  test("when it is a file", () => {
    const context = path.join(makeFolder({ a: "" }), "a");
    expect(faultOf({ context })).toMatchObject({ property: "context", given: context });
  });

  test("when its Dockerfile is missing, or a folder", () => {
    const context = makeFolder({ "folder/a": "" });
    expect(faultOf({ context })).toMatchObject({ property: "dockerfile", given: "Dockerfile" });
    expect(faultOf({ context, dockerfile: "folder" })).toMatchObject({
      property: "dockerfile",
      given: "folder",
    });
  });

  test("for a line of .dockerignore that is no pattern, by its number", () => {
    const context = makeContext({ ".dockerignore": "# first\na\n[b\n" });
    expect(faultOf({ context })).toMatchObject({
      property: "context (.dockerignore, line 3)",
      given: "[b",
    });
    fs.writeFileSync(path.join(context, ".dockerignore"), "!\n");
    expect(faultOf({ context })).toMatchObject({ property: "context (.dockerignore, line 1)", given: "!" });
  });

  test("for a line of the Dockerfile's own ignore file, by that file's name", () => {
    const context = makeContext({ "web/Dockerfile": "FROM scratch\n", "web/Dockerfile.dockerignore": "[b" });
    expect(faultOf({ context, dockerfile: "web/Dockerfile" })).toMatchObject({
      property: "context (web/Dockerfile.dockerignore, line 1)",
    });
  });

  test("for a .dockerignore that is a folder", () => {
    const context = makeContext({ ".dockerignore/a": "" });
    expect(faultOf({ context })).toMatchObject({
      property: "context (.dockerignore)",
      given: "unreadable (EISDIR)",
    });
  });

  test("for a folder that cannot be read", () => {
    const context = makeContext({ "sub/closed/a": "" });
    fs.chmodSync(context, 0o755);
    fs.chmodSync(path.join(context, "sub/closed"), 0o000);
    expect(asOrdinaryUser(() => faultOf({ context }))).toMatchObject({
      property: "context (sub/closed)",
      given: "unreadable (EACCES)",
    });
  });

  test("for a socket, unless it is excluded", async () => {
    const context = makeContext({ "sub/a": "" });
    const server = net.createServer().listen(path.join(context, "sub/socket"));
    await new Promise((resolve) => server.once("listening", resolve));
    expect(faultOf({ context })).toMatchObject({ property: "context (sub/socket)", given: "a socket" });

    fs.writeFileSync(path.join(context, ".dockerignore"), "sub/socket");
    expect(faultOf({ context })).toBeUndefined();
    await new Promise((resolve) => server.close(resolve));
  });

  test("for a named pipe, without waiting for its writer", () => {
    const context = makeContext();
    execFileSync("mkfifo", [path.join(context, "pipe")]);
    expect(faultOf({ context })).toMatchObject({ property: "context (pipe)", given: "a named pipe" });
  });

  test.each(["../outside", "/etc/passwd", "sub/../../outside", ".."])(
    "for a link to %s, unless wanted",
    (target) => {
      const context = makeContext();
      fs.symlinkSync(target, path.join(context, "link"));
      expect(faultOf({ context })).toMatchObject({
        property: "context (link)",
        given: `a link to ${target}`,
      });
      expect(covered({ context, outsideLinks: "keep" })).toEqual([
        "file Dockerfile",
        `link link -> ${target}`,
      ]);

      fs.writeFileSync(path.join(context, ".dockerignore"), "link");
      expect(faultOf({ context })).toBeUndefined();
    },
  );

  test("for links in a loop", () => {
    const context = makeContext({ "sub/a": "" });
    fs.symlinkSync("sub/second", path.join(context, "first"));
    fs.symlinkSync("../first", path.join(context, "sub/second"));
    expect(faultOf({ context })).toMatchObject({
      property: "context (first)",
      given: "a link to sub/second, in a loop",
    });
  });

  test("for a name in another encoding than UTF-8", () => {
    const context = makeContext();
    fs.writeFileSync(Buffer.concat([Buffer.from(`${context}/caf`), Buffer.from([0xe9])]), "");
    expect(faultOf({ context })).toMatchObject({
      property: "context (caf\ufffd)",
      given: "named in another encoding",
    });
  });
});
