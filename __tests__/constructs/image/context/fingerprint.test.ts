import * as fs from "node:fs";
import * as path from "node:path";
import { BuildContextError } from "../../../../constructs/image/context/build-context-error";
import { fingerprint as printed, FingerprintProps } from "../../../../constructs/image/context/fingerprint";
import { asOrdinaryUser, makeFolder, removeFolders } from "../../../support/folders";

afterEach(removeFolders);

const fingerprint = (props: FingerprintProps) => printed(props).content;

const FILES = {
  Dockerfile: "FROM scratch\nCOPY . /\n",
  ".dockerignore": "*.tmp\n",
  "a.txt": "a",
  "sub/b.txt": "b",
  "drop.tmp": "dropped",
};

/** The fingerprint of a small context before and after something is done to it. */
function change(act: (context: string) => void, props: Partial<FingerprintProps> = {}): [string, string] {
  const context = makeFolder(FILES);
  fs.symlinkSync("a.txt", path.join(context, "link"));
  const before = fingerprint({ context, ...props });
  act(context);
  return [before, fingerprint({ context, ...props })];
}

function replaceLink(link: string, target: string): void {
  fs.unlinkSync(link);
  fs.symlinkSync(target, link);
}

test("a fingerprint is 64 hexadecimal digits, and the same on every machine", () => {
  // This value changes only with ALGORITHM: it stands for the images that exist.
  const context = makeFolder({ ...FILES, "ünïcode/日本.txt": "語" });
  fs.symlinkSync("a.txt", path.join(context, "link"));
  fs.mkdirSync(path.join(context, "empty"));
  fs.chmodSync(path.join(context, "sub/b.txt"), 0o755);
  expect(fingerprint({ context, options: { target: "web", buildArgs: { b: "2", a: "1" } } })).toBe(
    "b8665415ac35f57794bb31b28f28a21a0e6c0fc6074b20031e9f496b8d24a5d0",
  );
});

describe("it changes with", () => {
  test.each<[string, (context: string) => void]>([
    ["a file's bytes", (context) => fs.writeFileSync(`${context}/a.txt`, "A")],
    ["a file's name", (context) => fs.renameSync(`${context}/a.txt`, `${context}/c.txt`)],
    ["a file's folder", (context) => fs.renameSync(`${context}/a.txt`, `${context}/sub/a.txt`)],
    ["the executable bit", (context) => fs.chmodSync(`${context}/a.txt`, 0o755)],
    ["an added file", (context) => fs.writeFileSync(`${context}/c.txt`, "")],
    ["a removed file", (context) => fs.unlinkSync(`${context}/a.txt`)],
    ["an added empty folder", (context) => fs.mkdirSync(`${context}/empty`)],
    ["a link's target", (context) => replaceLink(`${context}/link`, "sub/b.txt")],
    [
      "a file in a link's place",
      (context) => (fs.unlinkSync(`${context}/link`), fs.writeFileSync(`${context}/link`, "a.txt")),
    ],
    ["the Dockerfile", (context) => fs.appendFileSync(`${context}/Dockerfile`, "LABEL a=b\n")],
    [
      "the .dockerignore, which is content too",
      (context) => fs.appendFileSync(`${context}/.dockerignore`, "# b\n"),
    ],
    [
      "bytes that move from one file to the next",
      (context) => {
        fs.writeFileSync(`${context}/a.txt`, "");
        fs.writeFileSync(`${context}/sub/b.txt`, "ab");
      },
    ],
  ])("%s", (_, act) => {
    const [before, after] = change(act);
    expect(after).not.toBe(before);
  });

  test("an excluded Dockerfile", () => {
    const context = makeFolder({ ...FILES, ".dockerignore": "Dockerfile\n.dockerignore\n" });
    const before = fingerprint({ context });
    fs.appendFileSync(`${context}/Dockerfile`, "LABEL a=b\n");
    expect(fingerprint({ context })).not.toBe(before);
  });

  test("a Dockerfile outside the context", () => {
    const folder = makeFolder({ "app/a": "", "web.Dockerfile": "FROM scratch\n" });
    const props = { context: path.join(folder, "app"), dockerfile: "../web.Dockerfile" };
    const before = fingerprint(props);
    fs.appendFileSync(`${folder}/web.Dockerfile`, "LABEL a=b\n");
    expect(fingerprint(props)).not.toBe(before);
  });

  test.each<[Record<string, unknown>, Record<string, unknown>]>([
    [{ target: "a" }, { target: "b" }],
    [{ target: "a" }, {}],
    [{ target: "a" }, { platform: "a" }],
    [{ target: null }, {}],
    [{ labels: { a: "1" } }, { labels: { a: "2" } }],
    [{ labels: {} }, {}],
    [{ hosts: ["a", "b"] }, { hosts: ["b", "a"] }],
    [{ hosts: ["a", "b"] }, { hosts: ["a,b"] }],
    [{ cache: "1" }, { cache: 1 }],
  ])("the option %j for %j", (one, other) => {
    const context = makeFolder(FILES);
    expect(fingerprint({ context, options: one })).not.toBe(fingerprint({ context, options: other }));
  });
});

describe("it does not change with", () => {
  test.each<[string, (context: string) => void]>([
    ["times", (context) => fs.utimesSync(`${context}/a.txt`, 0, 0)],
    ["permissions that follow the umask", (context) => fs.chmodSync(`${context}/a.txt`, 0o600)],
    ["permissions of folders", (context) => fs.chmodSync(`${context}/sub`, 0o700)],
    ["an excluded file's bytes", (context) => fs.writeFileSync(`${context}/drop.tmp`, "!")],
    ["an added excluded file", (context) => fs.writeFileSync(`${context}/more.tmp`, "!")],
    ["what lies behind a link", (context) => fs.writeFileSync(`${context}/drop.tmp`, "linked")],
    [
      "a file that was written anew",
      (context) => (fs.unlinkSync(`${context}/a.txt`), fs.writeFileSync(`${context}/a.txt`, "a")),
    ],
  ])("%s", (_, act) => {
    const [before, after] = change(act);
    expect(after).toBe(before);
  });

  test("an excluded .dockerignore's comments", () => {
    const context = makeFolder({ ...FILES, ".dockerignore": ".dockerignore\n*.tmp\n" });
    const before = fingerprint({ context });
    fs.writeFileSync(`${context}/.dockerignore`, "# a comment\n.dockerignore\n*.tmp\n");
    expect(fingerprint({ context })).toBe(before);
  });

  test("the folder's own place, or a link to it", () => {
    const [one, other] = [makeFolder(FILES), makeFolder(FILES)];
    const link = path.join(makeFolder(), "link");
    fs.symlinkSync(one, link);
    expect(fingerprint({ context: other })).toBe(fingerprint({ context: one }));
    expect(fingerprint({ context: link })).toBe(fingerprint({ context: one }));
  });

  test("the place of a Dockerfile outside", () => {
    const folder = makeFolder({
      "app/a": "",
      "one/Dockerfile": "FROM scratch\n",
      "other/Dockerfile": "FROM scratch\n",
    });
    const of = (dockerfile: string) => fingerprint({ context: path.join(folder, "app"), dockerfile });
    expect(of("../one/Dockerfile")).toBe(of(path.join(folder, "other/Dockerfile")));
  });

  test("the order in which files were made", () => {
    const reversed = Object.fromEntries(Object.entries(FILES).reverse());
    expect(fingerprint({ context: makeFolder(reversed) })).toBe(fingerprint({ context: makeFolder(FILES) }));
  });

  test("the order of keys in options, or a key that is undefined", () => {
    const context = makeFolder(FILES);
    const one = fingerprint({ context, options: { target: "a", labels: { b: "1", a: "2" } } });
    const other = fingerprint({
      context,
      options: { labels: { a: "2", b: "1" }, target: "a", platform: undefined },
    });
    expect(other).toBe(one);
  });
});

test("files of any size are told apart by any byte", () => {
  // Around the size of the pieces that files are read in, and beyond.
  for (const size of [0, 1, 256 * 1024 - 7, 256 * 1024, 256 * 1024 + 1, 1_000_000]) {
    const context = makeFolder(FILES);
    const bytes = Buffer.alloc(size, "x");
    fs.writeFileSync(`${context}/big`, bytes);
    const before = fingerprint({ context });
    if (size > 0) bytes[size - 1] = 0;
    fs.writeFileSync(`${context}/big`, size > 0 ? bytes : "y");
    expect(fingerprint({ context })).not.toBe(before);
  }
});

test("long options are hashed whole", () => {
  const context = makeFolder(FILES);
  const of = (end: string) => fingerprint({ context, options: { labels: { a: "ü".repeat(300_000) + end } } });
  expect(of("1")).not.toBe(of("2"));
});

test("a file that cannot be read is named", () => {
  const context = makeFolder({ ...FILES, "sub/secret": "" });
  fs.chmodSync(context, 0o755);
  fs.chmodSync(`${context}/sub/secret`, 0o000);
  expect(() => asOrdinaryUser(() => fingerprint({ context }))).toThrow(
    "context (sub/secret) is unreadable (EACCES). Allowed: what the user who synthesizes may read.",
  );
});

test.each([
  [{ labels: { a: () => "" } }, "options.labels.a"],
  [{ hosts: ["a", undefined] }, "options.hosts[1]"],
  [{ count: Number.NaN }, "options.count"],
  [{ when: new Date(0) }, "options.when"],
  [{ buildArgs: { version: "v${TfToken[TOKEN.3]}" } }, "options.buildArgs.version"],
])("an option that has no lasting form is refused: %p", (options, property) => {
  const context = makeFolder(FILES);
  expect.assertions(1);
  try {
    fingerprint({ context, options });
  } catch (error) {
    expect((error as BuildContextError).fault.property).toBe(property);
  }
});
