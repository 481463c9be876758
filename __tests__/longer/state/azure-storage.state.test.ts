import { readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { Backend } from "../../../backends/backend";
import { BlobServer } from "./support/blob-server";
import { BASE, Project, State, Step, TOP, until } from "./support/project";
import { describeState } from "./support/suite";

const CONTAINER = "tfstate";
const BLOB = `shop/${BASE}.tfstate`;

describeState("state in Azure Storage", () => {
  let blobs: BlobServer;

  beforeEach(async () => {
    blobs = await BlobServer.start(CONTAINER);
  });
  afterEach(() => blobs.stop());

  function newProject(steps?: readonly Step[]): Project {
    const backend = Backend.azurerm({ storageAccountName: blobs.accountName, containerName: CONTAINER });
    const project = new Project(backend, blobs.environment, steps);
    return project;
  }

  async function versions(name: string): Promise<State[]> {
    const found = (await blobs.versions(CONTAINER)).filter((version) => version.name === name);
    const texts = await Promise.all(found.map((version) => blobs.read(CONTAINER, version)));
    // The first is empty: Terraform makes the blob to lock it before it has anything to write.
    return texts.filter((text) => text !== "").map((text) => JSON.parse(text));
  }

  test("each stack has a blob of its own, and one stack reads another's outputs from it", async () => {
    const project = newProject();
    await project.initAndApply(BASE);
    await project.initAndApply(TOP);

    const current = (await blobs.versions(CONTAINER)).filter(({ snapshot }) => snapshot === undefined);
    expect(current.map(({ name }) => name)).toEqual([BLOB, `shop/${TOP}.tfstate`]);
    expect((await project.state(TOP)).outputs["heard"]?.value).toBe("hello");
    expect((await project.state(BASE)).outputs["password"]?.sensitive).toBe(true);
  });

  test("an output that changes reaches the stack that reads it", async () => {
    const project = newProject();
    await project.initAndApply(BASE);
    await project.initAndApply(TOP);
    project.greet("good day");
    await project.initAndApply(BASE);
    await project.initAndApply(TOP);
    expect((await project.state(TOP)).outputs["heard"]?.value).toBe("good day");
  });

  test("no credential reaches the JSON or what Terraform keeps beside it", async () => {
    const project = newProject();
    await project.initAndApply(BASE);
    const { ARM_SAS_TOKEN = "" } = blobs.environment;
    const signature = new URLSearchParams(ARM_SAS_TOKEN).get("sig") ?? "";
    expect(signature).not.toBe("");
    for (const file of ["cdk.tf.json", ".terraform/terraform.tfstate"]) {
      const text = readFileSync(path.join(project.stackFolder(BASE), file), "utf8");
      expect(text).toContain(blobs.accountName);
      expect(text).not.toContain(signature);
      expect(text).not.toContain(encodeURIComponent(signature));
    }
  });

  test("every earlier version is kept, and can be put back", async () => {
    const project = newProject();
    for (const greeting of ["first", "second", "third"]) {
      project.greet(greeting);
      await project.initAndApply(BASE);
    }
    const kept = await versions(BLOB);
    const greetings = kept.map(({ outputs }) => outputs["greeting"]?.value).filter(Boolean);
    expect(new Set(greetings)).toEqual(new Set(["first", "second", "third"]));
    expect(greetings.at(-1)).toBe("third");

    const first = kept.find(({ outputs }) => outputs["greeting"]?.value === "first");
    writeFileSync(path.join(project.stackFolder(BASE), "first.tfstate"), JSON.stringify(first));
    await project.succeed(BASE, "state", "push", "-force", "first.tfstate");
    expect((await project.state(BASE)).outputs["greeting"]?.value).toBe("first");
  });

  test("of two applies at once one gets the lock; the other says who has it and changes nothing", async () => {
    const wait = `touch "$PROJECT/waiting"; while [ ! -e "$PROJECT/gate" ]; do sleep 0.05; done`;
    const mine = newProject([{ name: "one", command: wait }]);
    const theirs = mine.checkout();
    theirs.open("gate");
    await mine.succeed(BASE, "init");
    await theirs.succeed(BASE, "init");

    const apply = mine.start(BASE, "apply", "-auto-approve");
    await until(() => mine.lines("waiting").length > 0, "first apply under way");
    const refused = await theirs.run(BASE, "apply", "-auto-approve");
    expect(refused.status).toBe(1);
    expect(refused.output).toContain("Error acquiring the state lock");
    expect(refused.output).toMatch(/Operation: +OperationTypeApply/);
    expect(refused.output).toMatch(/Who: +\S+@\S+/);

    mine.open("gate");
    expect((await apply.ended).status).toBe(0);
    expect(await theirs.succeed(BASE, "apply", "-auto-approve")).toContain("No changes");
    expect((await mine.state(BASE)).resources.map(({ name }) => name)).toEqual(["one"]);
  });
});
