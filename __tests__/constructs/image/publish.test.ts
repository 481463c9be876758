import { execFileSync, spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import * as path from "node:path";
import { fingerprint } from "../../../constructs/image/context/fingerprint";
import { buildInAzure } from "../../../constructs/image/publish/azure.cjs";
import { buildWithDocker } from "../../../constructs/image/publish/docker.cjs";
import { dockerLogin, privateConfiguration } from "../../../constructs/image/publish/login.cjs";
import { stage } from "../../../constructs/image/publish/stage.cjs";
import { makeFolder } from "../../support/folders";

const saved = { ...process.env };
afterEach(() => {
  process.env = { ...saved };
});

const write = (folder: string, files: Record<string, string>) => {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), text);
  }
  return folder;
};

describe("a staged copy", () => {
  const staged = (context: string, dockerfile = "Dockerfile") => ({
    context,
    dockerfile: path.join(context, dockerfile),
    ...fingerprint({ context, dockerfile }),
  });

  test("has what was hashed, whatever the umask of the checkout was, and the Dockerfile beside it", () => {
    const context = write(makeFolder(), {
      Dockerfile: "FROM scratch\n",
      "sub/run.sh": "#!/bin/sh\n",
      "drop/a": "",
      ".dockerignore": "Dockerfile\ndrop\n.dockerignore\n",
    });
    symlinkSync("sub/run.sh", path.join(context, "link"));
    chmodSync(path.join(context, "sub/run.sh"), 0o700);
    chmodSync(path.join(context, "sub"), 0o700);
    const folder = makeFolder();
    const copies = stage(staged(context), folder);
    expect(copies.sentDockerfile).toBeUndefined();
    const found = execFileSync("find", [copies.context, "-mindepth", "1", "-printf", "%m %P %l\n"], {
      encoding: "utf8",
    });
    expect(
      found
        .trim()
        .split("\n")
        .map((line) => line.trim())
        .sort(),
    ).toEqual(["755 sub", "755 sub/run.sh", "777 link sub/run.sh"]);
    expect(readFileSync(copies.dockerfile, "utf8")).toBe("FROM scratch\n");
    expect(Date.now() - statSync(path.join(copies.context, "sub/run.sh")).mtimeMs).toBeLessThan(60_000);
  });

  test.each<[string, (context: string) => void]>([
    ["changed", (context) => writeFileSync(path.join(context, "a"), "b")],
    ["made executable", (context) => chmodSync(path.join(context, "a"), 0o755)],
    [
      "replaced by a folder",
      (context) => (execFileSync("rm", [path.join(context, "a")]), mkdirSync(path.join(context, "a"))),
    ],
    ["removed", (context) => execFileSync("rm", [path.join(context, "a")])],
  ])("is refused when a file was %s since", (_, change) => {
    const context = write(makeFolder(), { Dockerfile: "FROM scratch\n", a: "a" });
    const before = staged(context);
    change(context);
    expect(() => stage(before, makeFolder())).toThrow(/is no longer what it was.* Deploy again\./);
  });
});

describe("the login", () => {
  test("for one push keeps all of the user's configuration, and is in no file", () => {
    const user = write(makeFolder(), {
      "config.json": JSON.stringify({
        currentContext: "colima",
        credHelpers: { "a.io": "a" },
        auths: { "b.io": {} },
      }),
      "contexts/meta/x": "x",
    });
    process.env.DOCKER_CONFIG = user;
    const folder = makeFolder();
    const login = { username: "push", password: `p"'$&% word` };
    const env = privateConfiguration(folder, "me.azurecr.io", login);
    expect(JSON.parse(readFileSync(path.join(folder, "config.json"), "utf8"))).toEqual({
      currentContext: "colima",
      credHelpers: { "a.io": "a", "me.azurecr.io": "slipway" },
      auths: { "b.io": {} },
    });
    expect(readFileSync(path.join(folder, "contexts/meta/x"), "utf8")).toBe("x");
    const { stdout } = spawnSync("docker-credential-slipway", ["get"], {
      input: "me.azurecr.io",
      encoding: "utf8",
      env: { ...process.env, ...env },
    });
    expect(JSON.parse(stdout)).toEqual({
      ServerURL: "me.azurecr.io",
      Username: "push",
      Secret: login.password,
    });
    const files = ["config.json", "docker-credential-slipway", "docker-credential-slipway.cmd"];
    expect(files.filter((file) => readFileSync(path.join(folder, file), "utf8").includes("word"))).toEqual(
      [],
    );
  });

  test.each([
    [
      { auths: { "me.azurecr.io": { auth: Buffer.from("me:a:b").toString("base64") } } },
      { username: "me", password: "a:b" },
    ],
    [{ auths: { "me.azurecr.io": { auth: "bWU6", identitytoken: "t" } } }, { identityToken: "t" }],
    [{ auths: {} }, undefined],
    [{ credsStore: "nowhere-to-be-found" }, undefined],
  ])("of the Docker client in %j", (config, login) => {
    process.env.DOCKER_CONFIG = write(makeFolder(), { "config.json": JSON.stringify(config) });
    expect(dockerLogin("me.azurecr.io")).toEqual(login);
  });
});

/** Puts a program in the way that writes its arguments to a file and then runs a script. */
function fake(program: string, script: string): () => string[] {
  const folder = makeFolder();
  const calls = path.join(folder, "calls");
  writeFileSync(path.join(folder, program), `#!/bin/sh\necho "$*" >>${calls}\n${script}\n`, { mode: 0o755 });
  process.env.PATH = `${folder}:${process.env.PATH}`;
  return () => readFileSync(calls, "utf8").trim().split("\n");
}

const DIGEST = `sha256:${"1".repeat(64)}`;
const OTHER_DIGEST = `sha256:${"2".repeat(64)}`;

/** A registry that says these digests of configurations, one after the other. */
const registry = (...configs: string[]) => ({ configOf: async () => configs.shift() });

function build(options: object = {}) {
  const folder = write(makeFolder(), {
    Dockerfile: "",
    "Dockerfile.dockerignore": "",
    "context/.dockerignore": "",
  });
  const place = { server: "me.azurecr.io", repository: "hello", tag: "publishing" };
  return {
    folder,
    build: {
      ...place,
      context: path.join(folder, "context"),
      dockerfile: path.join(folder, "Dockerfile"),
      options: { platform: "linux/amd64", ...options },
    },
  };
}

describe("the build", () => {
  test("in Azure is told what az can do, and not sent an ignore file", async () => {
    const calls = fake(
      "az",
      `echo "Step 1"; echo '{'; echo '"outputImages": [{"repository": "hello", "digest": "${DIGEST}"}]}'`,
    );
    const { build: one } = build({ target: "web", buildArgs: { A: "1" } });
    expect(await buildInAzure(one)).toBe(DIGEST);
    expect(calls().at(-1)).toBe(
      `acr build --registry me --only-show-errors --image hello:publishing --file ${one.dockerfile} ` +
        `--platform linux/amd64 --target web --build-arg A=1 --output json ${one.context}`,
    );
    expect(existsSync(path.join(one.context, ".dockerignore"))).toBe(false);
  });

  const BUILDX = (driver: string) => `case "$*" in
    --version) echo "Docker version 28.2.2, build e6534b4" ;;
    "buildx inspect"*) echo "Driver:        ${driver}" ;;
    push*) echo "publishing: digest: ${DIGEST} size: 735" ;;
    "image inspect"*) echo ${DIGEST} ;;
    *--metadata-file*) while [ "$1" != --metadata-file ]; do shift; done; echo '{"containerimage.digest":"${DIGEST}"}' >"$2" ;;
  esac`;

  test("by the engine's own builder is pushed by the engine, by another builder by itself", async () => {
    delete process.env.DOCKER_BUILDKIT;
    const own = fake("docker", BUILDX("docker"));
    const first = build({ cacheTo: ["type=gha"] });
    expect(await buildWithDocker(first.build, first.folder, registry())).toBe(DIGEST);
    const local = `me.azurecr.io/hello:publishing-${path.basename(first.folder)}`;
    expect(own().slice(-5)).toEqual([
      expect.stringMatching(
        new RegExp(`^buildx build --load --tag ${local} .*--cache-to type=gha --progress plain `),
      ),
      `tag ${local} me.azurecr.io/hello:publishing`,
      "push me.azurecr.io/hello:publishing",
      `image inspect --format {{.Id}} ${local}`,
      `rmi ${local}`,
    ]);

    const other = fake("docker", BUILDX("docker-container"));
    const second = build({ builder: "remote" });
    expect(await buildWithDocker(second.build, second.folder, registry())).toBe(DIGEST);
    expect(other().at(-1)).toMatch(
      /^buildx build --push --tag me.azurecr.io\/hello:publishing --metadata-file .*--builder remote /,
    );
  });

  test("is pushed again when another publisher's image was pushed under the name that both use", async () => {
    const calls = fake("docker", BUILDX("docker").replace(`echo ${DIGEST} ;;`, `echo ${OTHER_DIGEST} ;;`));
    const { build: one, folder } = build();
    expect(await buildWithDocker(one, folder, registry(DIGEST, OTHER_DIGEST))).toBe(DIGEST);
    expect(calls().filter((call) => call.startsWith("push "))).toHaveLength(2);
  });

  test("with Podman's docker reads the same ignore file and says its digest in a file", async () => {
    const calls = fake(
      "docker",
      `case "$*" in --version) echo "podman version 5.4.0" ;; push*) while [ "$1" != --digestfile ]; do shift; done; echo ${DIGEST} >"$2" ;; esac`,
    );
    const { build: one, folder } = build();
    expect(
      await buildWithDocker({ ...one, login: { username: "u", password: "p" } }, folder, registry()),
    ).toBe(DIGEST);
    const [built, pushed] = calls().slice(-3);
    expect(built).toMatch(/^build --ignorefile \S+Dockerfile\.dockerignore /);
    expect(pushed).toMatch(
      /^push --authfile \S+config\.json --digestfile \S+ \S+:publishing-\S+ \S+:publishing$/,
    );
  });

  const CLASSIC = 'case "$*" in --version) echo "Docker version 28.2.2" ;; buildx*) exit 1 ;; esac';

  test("is refused where its options need buildx and there is none", async () => {
    fake("docker", CLASSIC);
    const { build: one, folder } = build({
      secrets: { a: { env: "A" } },
      cacheTo: ["type=gha"],
      builder: "b",
    });
    await expect(buildWithDocker(one, folder, registry())).rejects.toThrow(
      /^The build's secrets and cacheTo and builder need buildx.* Install it where Terraform runs/,
    );
  });

  test("is refused where the classic builder would read another ignore file than was meant", async () => {
    fake("docker", CLASSIC);
    const { build: one, folder } = build();
    await expect(buildWithDocker(one, folder, registry())).rejects.toThrow(
      /classic builder would read \.dockerignore again/,
    );
  });

  test("says what to do where there is no docker command, or no az command", async () => {
    process.env.PATH = makeFolder();
    const { build: one, folder } = build();
    await expect(buildWithDocker(one, folder, registry())).rejects.toThrow(
      /there is no docker command.*build: "azure"/,
    );
    await expect(buildInAzure(one)).rejects.toThrow(/there is no az command/);
  });
});
