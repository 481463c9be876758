import { copyFileSync } from "node:fs";
import * as path from "node:path";
import { Backend } from "../../../backends/backend";
import { BlobServer } from "./support/blob-server";
import { BASE, ids, Project, TOP } from "./support/project";
import { describeState } from "./support/suite";

const CONTAINER = "tfstate";
const MIGRATE = ["init", "-migrate-state", "-force-copy"];

describeState("moving state", () => {
  let blobs: BlobServer;

  beforeEach(async () => {
    blobs = await BlobServer.start(CONTAINER);
  });
  afterEach(() => blobs.stop());

  /** A project with local state, applied. */
  async function appliedProject(): Promise<Project> {
    const project = new Project(Backend.local(), {}, [{ name: "one" }, { name: "two" }]);
    project.moveTo(localFiles(project), {});
    await project.initAndApply(BASE);
    await project.initAndApply(TOP);
    return project;
  }

  function localFiles(project: Project): Backend {
    return Backend.local(path.relative(".", project.file("terraform-state")));
  }

  function azureStorage(): Backend {
    return Backend.azurerm({ storageAccountName: blobs.accountName, containerName: CONTAINER });
  }

  async function substance(project: Project) {
    const [base, top] = [await project.state(BASE), await project.state(TOP)];
    return {
      lineages: [base.lineage, top.lineage],
      outputs: [base.outputs, top.outputs],
      resources: [base.resources, ids(top)],
    };
  }

  test("from local files to Azure Storage and back keeps every resource and output", async () => {
    const project = await appliedProject();
    const before = await substance(project);
    expect(Object.keys(ids(await project.state(BASE)))).toEqual(["one", "two"]);

    for (const backend of [azureStorage(), localFiles(project)]) {
      project.moveTo(backend, blobs.environment);
      for (const stack of [BASE, TOP]) {
        await project.succeed(stack, ...MIGRATE);
        // A step of the move may be repeated.
        await project.succeed(stack, ...MIGRATE);
        expect(await project.succeed(stack, "apply", "-auto-approve")).toContain("No changes");
      }
      expect(await substance(project)).toEqual(before);
    }
  });

  test("a fresh checkout does not know where the state was: a push of the file moves it", async () => {
    const project = await appliedProject();
    const before = await substance(project);
    const fresh = new Project(azureStorage(), blobs.environment, [{ name: "one" }, { name: "two" }]);
    for (const stack of [BASE, TOP]) {
      await fresh.succeed(stack, "init");
      expect((await fresh.state(stack)).resources).toEqual([]);
      const file = `${stack}.tfstate`;
      copyFileSync(project.file(`terraform-state/${file}`), path.join(fresh.stackFolder(stack), file));
      await fresh.succeed(stack, "state", "push", file);
      expect(await fresh.succeed(stack, "apply", "-auto-approve")).toContain("No changes");
    }
    expect(await substance(fresh)).toEqual(before);
  });
});
