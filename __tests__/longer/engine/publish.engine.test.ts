import { copyFileSync, existsSync, readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { BuildSecret } from "../../../constructs/image/docker-build";
import { hasBuildKit } from "../../support/docker";
import { Deployed, ImageProject, NO_ENGINE } from "../../support/image-project";
import { login, startRegistry } from "../../support/registry";
import { describeWithEngine } from "../../support/programs";

jest.setTimeout(600_000);

let registry: string;
let project: ImageProject;
let count = 0;
beforeAll(async () => {
  registry = await startRegistry();
});
beforeEach(() => {
  project = new ImageProject(registry, `team/app-${count++}`);
});

/** A deploy that must have gone well. */
function done(deployed: Deployed): Deployed {
  expect([deployed.status, deployed.output]).toEqual([0, expect.stringContaining("Apply complete!")]);
  expect(deployed.output).not.toContain(login.password);
  return deployed;
}

const digestOf = ({ image }: Deployed) => image!.split("@")[1]!;
const aliases = (...names: string[]) => ({ aliases: names });

describeWithEngine("An image, published by Terraform to a real registry,", () => {
  test("is built once: after that no plan, alias or way back needs an engine", async () => {
    const first = done(await project.deploy("one", aliases("v1")));
    expect(first.output).toContain("is built and pushed");
    expect(await project.tags()).toEqual({ [first.contentTag]: digestOf(first), v1: digestOf(first) });
    // What was needed meanwhile is gone.
    expect(readdirSync(path.join(project.stackFolder, "publish"))).toEqual([]);

    const noOp = await project.plan(aliases("v1"));
    expect([noOp.status, noOp.output]).toEqual([0, expect.stringContaining("No changes.")]);

    const second = done(await project.deploy("two", aliases("v1")));
    expect(digestOf(second)).not.toBe(digestOf(first));
    const both = { [first.contentTag]: digestOf(first), [second.contentTag]: digestOf(second) };
    expect(await project.tags()).toEqual({ ...both, v1: digestOf(second) });

    const aliased = done(await project.deploy("two", aliases("v1", "v2"), NO_ENGINE));
    expect(digestOf(aliased)).toBe(digestOf(second));
    expect(await project.tags()).toEqual({ ...both, v1: digestOf(second), v2: digestOf(second) });

    const back = done(await project.deploy("one", aliases("v1", "v2"), NO_ENGINE));
    expect(back.output).toContain("Nothing to build.");
    expect(await project.tags()).toEqual({ ...both, v1: digestOf(first), v2: digestOf(first) });
  });

  test("is what another machine with another state finds", async () => {
    const here = done(await project.deploy("one"));
    const elsewhere = new ImageProject(registry, `team/app-${count - 1}`);
    const there = done(await elsewhere.deploy("one", {}, NO_ENGINE));
    expect(digestOf(there)).toBe(digestOf(here));
  });

  test("is one image when two build the same content at once", async () => {
    const other = new ImageProject(registry, `team/app-${count - 1}`);
    const [one, two] = await Promise.all([project.deploy("one"), other.deploy("one")]);
    expect(digestOf(done(one))).toBe(digestOf(done(two)));
    expect(await project.tags()).toEqual({ [one.contentTag]: digestOf(one), latest: digestOf(one) });
  });

  test("is not there when its build fails, and what was there stays", async () => {
    const first = done(await project.deploy("one"));
    project.write("Dockerfile", "FROM scratch\nCOPY page missing /\n");
    const failed = await project.deploy("two");
    expect([failed.status, failed.output]).toEqual([
      1,
      expect.stringMatching(/missing[^]*failed with status 1/),
    ]);
    expect(failed.output).not.toContain(login.password);
    expect(await project.tags()).toEqual({ [first.contentTag]: digestOf(first), latest: digestOf(first) });
    expect(readdirSync(path.join(project.stackFolder, "publish"))).toEqual([]);

    project.write("Dockerfile", "FROM scratch\nCOPY page /\n");
    const again = done(await project.deploy("two"));
    expect((await project.tags()).latest).toBe(digestOf(again));
  });

  test("is not there when its build is killed, and nothing of the build is left", async () => {
    copyFileSync("/bin/busybox", path.join(project.context, "busybox"));
    project.write("Dockerfile", 'FROM scratch\nCOPY busybox page /\nRUN ["/busybox", "sleep", "300"]\n');
    const running = project.deploy("one", { networkMode: "none" });
    const folder = path.join(project.stackFolder, "publish");
    const runs = () => (existsSync(folder) ? readdirSync(folder) : []);
    while (runs().length === 0) await new Promise((resolve) => setTimeout(resolve, 100));
    const [, pid] = /^run-(\d+)-/.exec(runs()[0]!)!;
    await new Promise((resolve) => setTimeout(resolve, 3000));
    process.kill(Number(pid), "SIGTERM");
    expect((await running).status).toBe(1);
    expect(runs()).toEqual([]);
    expect(await project.tags()).toEqual({});

    project.write("Dockerfile", "FROM scratch\nCOPY page /\n");
    done(await project.deploy("one", { networkMode: "none" }));
  });

  test("is not built when its registry does not answer or its engine is not there, and that is said", async () => {
    const away = new ImageProject("127.0.0.1:1", "hello");
    const silent = await away.deploy("one");
    expect([silent.status, silent.output]).toEqual([
      1,
      expect.stringMatching(/The registry 127\.0\.0\.1:1 \(repository hello\): /),
    ]);
    expect(silent.output).not.toContain("Sending build context");
    const unbuilt = await project.deploy("one", {}, NO_ENGINE);
    expect([unbuilt.status, unbuilt.output]).toEqual([1, expect.stringMatching(/docker buildx? failed/)]);
  });

  test("is not built from files that changed since the project was synthesized", async () => {
    await project.deploy("one");
    const { output, status } = await project.deploy("two", {}, NO_ENGINE);
    // Without an engine nothing was published. Then the page changes behind Terraform's back.
    expect([status, output]).toEqual([1, expect.stringMatching(/docker buildx? failed/)]);
    project.write("page", "three");
    const late = await project.apply();
    expect([late.status, late.output]).toEqual([1, expect.stringContaining("is no longer what it was")]);
  });

  test("is published again when its tag was deleted, by replacing what publishes it", async () => {
    const first = done(await project.deploy("one", aliases()));
    project.forget(first.contentTag);
    expect((await project.plan(aliases())).status).toBe(1);
    const again = done(await project.deploy("one", aliases(), {}, [`-replace=${project.publisher}`]));
    expect(await project.tags()).toEqual({ [again.contentTag]: digestOf(again) });
  });

  (hasBuildKit() ? test : test.skip)("takes a secret that no layer, file or output holds", async () => {
    copyFileSync("/bin/busybox", path.join(project.context, "busybox"));
    project.write(
      "Dockerfile",
      'FROM scratch\nCOPY busybox page /\nRUN --mount=type=secret,id=pat ["/busybox", "test", "-s", "/run/secrets/pat"]\n',
    );
    const secrets = { pat: BuildSecret.fromEnvironment("SLIPWAY_TEST_PAT") };
    const env = { SLIPWAY_TEST_PAT: "hunter2-hunter2" };
    const deployed = done(await project.deploy("one", { secrets, networkMode: "none" }, env));
    expect(deployed.output).not.toContain("hunter2");
    expect(readFileSync(path.join(project.stackFolder, "terraform.tfstate"), "utf8")).not.toContain(
      "hunter2",
    );
  });
});
