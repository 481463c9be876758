import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { RegistryClient } from "../../../constructs/image/publish/registry-client.cjs";
import { describeWith, describeWithTerraform, Ended, run } from "../../support/programs";
import { linkProject } from "../../support/project-copy";
import { leaveState } from "../../support/left-state";
import { login, pushImage, startRegistry } from "../../support/registry";
import { serve } from "../../support/web-server";

const ENVIRONMENTS = `environments: [
    { name: "dev", registry: "dev" },
    { name: "staging", registry: "dev", images: "promoted" },
    { name: "prod", registry: "prod", images: "promoted" },
  ],`;
const REGISTRIES = `registries: [
    { name: "dev", location: "westeurope" },
    { name: "prod", location: "westeurope" },
  ],`;

let project: string;
beforeEach(() => {
  project = linkProject((main) =>
    main.replace(/registries: \[.*\],/, REGISTRIES).replace(/environments: \[.*\],/, ENVIRONMENTS),
  );
  // What the project itself has promoted is none of the tests' business.
  writeFileSync(path.join(project, "releases.json"), "{}\n");
});

const command = (name: string, ...args: string[]): Promise<Ended> =>
  run([process.execPath, "--import", "./check/types.mjs", `commands/${name}.ts`, ...args], {
    cwd: project,
    env: { ...process.env, PATH: `${path.join(project, "bin")}${path.delimiter}${process.env.PATH}` },
  });
const git = async (...args: string[]) => {
  const ended = await run(["git", "-c", "user.name=t", "-c", "user.email=t@example.com", ...args], {
    cwd: project,
  });
  if (ended.status !== 0) throw new Error(ended.output);
  return ended.output;
};
const releases = () => readFileSync(path.join(project, "releases.json"), "utf8");

const deployed = (stack: string, outputs: Record<string, unknown>, groups?: readonly string[]) =>
  leaveState(project, stack, outputs, groups);

function deployedRegistry(name: string, server: string): void {
  deployed(`${name}-registry`, {
    login_server: server,
    push_usernames: { hello: login.username },
    push_passwords: { hello: login.password },
  });
}

const DIGEST = `sha256:${"a".repeat(64)}`;
const OTHER = `sha256:${"b".repeat(64)}`;

describeWithTerraform("npm run promote", () => {
  test("fixes the image that is deployed, in one line, and touches nothing in a dry run", async () => {
    await git("init", "-q");
    await git("add", "releases.json");
    deployed("dev-hello", { image: `dev.azurecr.io/hello@${DIGEST}` });

    const before = readdirSync(project);
    const dry = await command("promote", "hello", "dev", "staging", "--dry-run");
    expect([dry.status, releases()]).toEqual([0, "{}\n"]);

    expect((await command("promote", "hello", "dev", "staging")).status).toBe(0);
    expect(JSON.parse(releases())).toEqual({ staging: { hello: DIGEST } });

    await git("add", "releases.json");
    deployed("dev-hello", { image: `dev.azurecr.io/hello@${OTHER}` });
    const { status, output } = await command("promote", "hello", "dev", "staging");
    expect([status, output]).toEqual([0, expect.stringContaining("npm run deploy -- hello staging")]);
    expect((await git("diff", "--numstat")).trim()).toBe("1\t1\treleases.json");
    expect((await command("promote", "hello", "dev", "staging")).output).toContain("nothing to do");
    expect(readdirSync(project)).toEqual(before);
  });

  test.each([
    [["hello", "dev", "production"], /the environment is "production"\. Allowed: dev, staging, prod\./],
    [["hallo", "dev", "nowhere"], /the app is "hallo".*\n.*the environment is "nowhere"/],
    [["hello", "dev", "dev"], /the environment to promote to is "dev"/],
    [["hello", "dev", "staging"], /dev-hello is not deployed\. Deploy it first: npm run deploy -- dev-hello/],
    [["hello", "dev"], /missing required argument .TO./],
  ])("refuses %j and touches nothing", async (args, message) => {
    const { status, output } = await command("promote", ...args);
    expect(status).toBe(1);
    expect(output).toMatch(message);
    expect(output).not.toMatch(/^\s+at /m);
    expect(releases()).toBe("{}\n");
  });

  test("refuses an environment whose state has no image, or one without a digest", async () => {
    deployed("dev-hello", { url: "http://example.com" });
    expect((await command("promote", "hello", "dev", "staging")).output).toContain(
      "dev-hello is not deployed",
    );
    deployed("dev-hello", { image: "dev.azurecr.io/hello:v1" });
    expect((await command("promote", "hello", "dev", "staging")).output).toContain("no digest to promote");
    expect(releases()).toBe("{}\n");
  });
});

describeWith("docker-registry", ["--version"], "With real registries,", () => {
  let servers: { dev: string; prod: string };
  let dev: RegistryClient;
  let prod: RegistryClient;
  let digest: string;
  beforeAll(async () => {
    servers = { dev: await startRegistry(), prod: await startRegistry() };
    dev = new RegistryClient(servers.dev, "hello", login);
    prod = new RegistryClient(servers.prod, "hello", login);
    digest = await pushImage(dev, "one", ["v1", "latest"]);
  });
  beforeEach(() => {
    deployedRegistry("dev", servers.dev);
    deployed("dev-hello", { image: `${servers.dev}/hello@${digest}` });
  });

  test("promote copies the image to the other registry by digest, and shows no password", async () => {
    const early = await command("promote", "hello", "dev", "prod");
    expect([early.status, releases()]).toEqual([1, "{}\n"]);
    expect(early.output).toContain("Deploy it first: npm run deploy -- prod-registry");

    deployedRegistry("prod", servers.prod);
    const dry = await command("promote", "hello", "dev", "prod", "--dry-run");
    expect(dry.output).toContain(`Would copy it to ${servers.prod}/hello.`);
    expect(await prod.digest(digest)).toBeUndefined();

    const { status, output } = await command("promote", "hello", "dev", "prod");
    expect([status, output]).toEqual([0, expect.stringContaining(`Copied it to ${servers.prod}/hello.`)]);
    expect(output).not.toContain(login.password);
    expect(await prod.digest(digest)).toBe(digest);
    expect(await prod.tags()).toEqual([`promoted-${digest.slice(7, 39)}`]);
    expect(JSON.parse(releases())).toEqual({ prod: { hello: digest } });
  });

  test("promote leaves releases.json alone when the image cannot be copied", async () => {
    deployed("dev-hello", { image: `${servers.dev}/hello@${DIGEST}` });
    deployedRegistry("prod", servers.prod);
    const { status, output } = await command("promote", "hello", "dev", "prod");
    expect([status, releases()]).toEqual([1, "{}\n"]);
    expect(output).toMatch(/was answered with 404/);
  });

  describe("verify", () => {
    const status = (ended: Ended) => [ended.status, ended.output.match(/DIFFERS/g)?.length ?? 0];

    test("passes when what was built runs, and says which check differs", async () => {
      let answer = 200;
      const port = await serve((_, response) => response.writeHead(answer).end());
      const url = `http://127.0.0.1:${port}`;
      deployed("dev-hello", { image: `${servers.dev}/hello@${digest}`, url });
      deployed("dev-hello-image", { image: `${servers.dev}/hello@${digest}`, tags: ["latest", "v1"] });
      const good = await command("verify", "hello", "dev");
      expect(status(good)).toEqual([0, 0]);
      expect(good.output).toMatch(new RegExp(`^v1 +${digest} +runs in dev$`, "m"));
      expect(good.output).not.toContain(login.password);

      answer = 503;
      expect(status(await command("verify", "hello", "dev"))).toEqual([1, 1]);

      answer = 200;
      deployed("dev-hello-image", { image: `${servers.dev}/hello@${OTHER}`, tags: ["v9"] });
      const behind = await command("verify", "hello", "dev");
      expect(status(behind)).toEqual([1, 2]);
      expect(behind.output).toMatch(/^tag v9 is what dev-hello-image built +sha256:b+ +not there +DIFFERS$/m);
    });

    test("puts back the tags that somebody moved or deleted, and says how to build an image that is gone", async () => {
      const content = `content-${"c".repeat(32)}`;
      const image = `${servers.dev}/hello@${digest}`;
      deployed("dev-hello", { image });
      deployed("dev-hello-image", { image, tags: [content, "v1"] });
      await pushImage(dev, "somebody else's", ["v1"]);
      const drifted = await command("verify", "hello", "dev");
      expect(status(drifted)).toEqual([1, 2]);
      expect(drifted.output).toContain("npm run verify -- hello dev --repair");

      const repaired = await command("verify", "hello", "dev", "--repair");
      expect(status(repaired)).toEqual([0, 0]);
      expect([await dev.digest(content), await dev.digest("v1")]).toEqual([digest, digest]);

      // As a build that failed leaves it: the next content's tag beside the image before.
      const failed = `content-${"f".repeat(32)}`;
      deployed("dev-hello-image", { image, tags: [failed, "v1"] });
      expect(status(await command("verify", "hello", "dev", "--repair"))).toEqual([1, 1]);
      expect(await dev.digest(failed)).toBeUndefined();

      deployed("dev-hello-image", { image: `${servers.dev}/hello@${OTHER}`, tags: [content] });
      const gone = await command("verify", "hello", "dev", "--repair");
      expect(gone.output).toMatch(
        /The image itself is gone\..*terraform apply -replace=terraform_data\.docker-image_publish_[0-9A-F]{8}$/m,
      );
      expect(await dev.digest(content)).toBe(digest);
    });

    test("compares with what releases.json fixes", async () => {
      const url = `http://127.0.0.1:${await serve((_, response) => response.writeHead(200).end())}`;
      deployed("staging-hello", { image: `${servers.dev}/hello@${digest}`, url });
      writeFileSync(path.join(project, "releases.json"), JSON.stringify({ staging: { hello: digest } }));
      expect(status(await command("verify", "hello", "staging"))).toEqual([0, 0]);
      writeFileSync(path.join(project, "releases.json"), JSON.stringify({ staging: { hello: OTHER } }));
      expect(status(await command("verify", "hello", "staging"))).toEqual([1, 1]);
    });

    test("finds what a failed deploy left in Azure, and says how to remove it", async () => {
      const groups = ["slipway-dev-hello-1a2b3c4d-5e6f", "slipway-dev-hello-2b3c4d5e-6f70"];
      const list = "container list --resource-group slipway-dev-hello --output json";
      const answersWith = (names: readonly string[]) => {
        mkdirSync(path.join(project, "bin"), { recursive: true });
        const groups = JSON.stringify(names.map((name) => ({ name })));
        const program = `#!/bin/sh\n[ "$*" = "${list}" ] && echo '${groups}'\n`;
        writeFileSync(path.join(project, "bin", "az"), program, { mode: 0o755 });
      };
      deployed("dev-hello", { image: `${servers.dev}/hello@${digest}` }, groups);
      deployed("dev-hello-image", { image: `${servers.dev}/hello@${digest}` });
      answersWith(groups);
      expect(status(await command("verify", "hello", "dev"))).toEqual([0, 0]);
      const left = "slipway-dev-hello-3c4d5e6f-7081";
      answersWith([...groups, left]);
      const ended = await command("verify", "hello", "dev");
      expect(status(ended)).toEqual([1, 1]);
      const removal = `az container delete --resource-group slipway-dev-hello --name ${left} --yes`;
      expect(ended.output).toContain(removal);
      // Of an app whose first deploy failed there is nothing else to say.
      answersWith(["slipway-dev-hello"]);
      rmSync(path.join(project, "terraform-state", "dev-hello.tfstate"));
      const first = await command("verify", "hello", "dev");
      expect([first.status, first.output]).toEqual([
        1,
        expect.stringMatching(/--name slipway-dev-hello --yes[^]*dev-hello is not deployed/),
      ]);
    });

    test("refuses what is not deployed", async () => {
      const { status, output } = await command("verify", "hello", "staging");
      expect([status, output]).toEqual([1, expect.stringContaining("staging-hello is not deployed.")]);
    });
  });
});

describe("npm run rollback", () => {
  const fix = async (digest: string) => {
    writeFileSync(
      path.join(project, "releases.json"),
      `${JSON.stringify({ prod: { hello: digest } }, null, 2)}\n`,
    );
    await git("add", "releases.json");
    await git("commit", "-qm", `Promote ${digest.slice(7, 10)}`);
  };
  beforeEach(() => git("init", "-q"));

  test("puts the previous digest back as a change of one line, and takes it back again", async () => {
    await fix(DIGEST);
    await fix(OTHER);
    expect((await command("rollback", "hello", "prod", "--dry-run")).output).toContain(`back to ${DIGEST}`);
    expect(await git("diff", "--numstat")).toBe("");

    expect((await command("rollback", "hello", "prod")).status).toBe(0);
    expect((await git("diff", "--numstat")).trim()).toBe("1\t1\treleases.json");
    expect(JSON.parse(releases())).toEqual({ prod: { hello: DIGEST } });

    await command("rollback", "hello", "prod");
    expect(JSON.parse(releases())).toEqual({ prod: { hello: OTHER } });
  });

  test("goes to any image of the history, and to no other", async () => {
    const third = `sha256:${"c".repeat(64)}`;
    for (const digest of [DIGEST, OTHER, third]) await fix(digest);
    const stranger = await command("rollback", "hello", "prod", "--to", `sha256:${"d".repeat(64)}`);
    expect(stranger.status).toBe(1);
    expect(stranger.output).toMatch(
      /was never fixed to sha256:d+\. Choose one of these:[^]*Promote ccc[^]*Promote aaa/,
    );
    expect(JSON.parse(releases()).prod.hello).toBe(third);
    expect((await command("rollback", "hello", "prod", "--to", DIGEST)).status).toBe(0);
    expect(JSON.parse(releases()).prod.hello).toBe(DIGEST);
  });

  test("refuses when there is nothing to go back to, and touches nothing", async () => {
    await fix(DIGEST);
    const before = releases();
    const { status, output } = await command("rollback", "hello", "prod");
    expect([status, output]).toEqual([1, expect.stringContaining("there is nothing to go back to")]);
    expect(releases()).toBe(before);
    expect((await command("rollback", "hello", "nowhere")).output).toContain('the environment is "nowhere"');
  });
});

test.each(["promote", "rollback", "verify", "logs"])(
  "npm run %s --help says what it does, and does nothing",
  async (name) => {
    const { status, output } = await command(name, "--help");
    expect([status, output]).toEqual([0, expect.stringContaining(`npm run ${name} -- APP`)]);
    expect(existsSync(path.join(project, "cdktf.out"))).toBe(false);
  },
);
