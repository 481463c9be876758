import { existsSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { Backend } from "../../../backends/backend";
import { BlobServer } from "./support/blob-server";
import { BASE, ids, Project, State, Step, substance, until } from "./support/project";
import { describeState } from "./support/suite";

const CONTAINER = "tfstate";
const GATE = `touch "$PROJECT/waiting"; while [ ! -e "$PROJECT/gate" ]; do sleep 0.05; done`;

/** Three resources, each leaving its name in a file when it is complete; the last waits until the test opens a gate. */
function steps(pauseSeconds = 0): Step[] {
  const done = (name: string) => `echo ${name} >> "$PROJECT/created"`;
  return [
    { name: "one", command: done("one") },
    { name: "two", command: `sleep ${pauseSeconds}; ${done("two")}` },
    { name: "three", command: `${GATE}; ${done("three")}` },
  ];
}

describeState("a run that is interrupted, with state in Azure Storage", () => {
  let blobs: BlobServer;

  beforeEach(async () => {
    blobs = await BlobServer.start(CONTAINER);
  });
  afterEach(() => blobs.stop());

  function newProject(server: BlobServer, own = steps()): Project {
    const backend = Backend.azurerm({ storageAccountName: server.accountName, containerName: CONTAINER });
    const project = new Project(backend, server.environment, own);
    return project;
  }

  /** What the same project comes to when nothing disturbs it. */
  async function undisturbed(): Promise<State> {
    const other = await BlobServer.start(CONTAINER);
    try {
      const project = newProject(other);
      project.open("gate");
      await project.initAndApply(BASE);
      return await project.state(BASE);
    } finally {
      await other.stop();
    }
  }

  /** Starts an apply and waits until it is at its last resource. */
  async function startApply(project: Project) {
    await project.succeed(BASE, "init");
    const apply = project.start(BASE, "apply", "-auto-approve");
    await until(() => existsSync(project.file("waiting")), "apply at its last resource");
    return apply;
  }

  /** The lock's id, as a refused command tells it. */
  async function lockId(project: Project, ...args: string[]): Promise<string> {
    const { status, output } = await project.run(BASE, ...args);
    expect(status).toBe(1);
    expect(output).toContain("Error acquiring the state lock");
    expect(output).toMatch(/Who: +\S+@\S+/);
    return /ID: +([0-9a-f-]{36})/.exec(output)?.[1] ?? "";
  }

  test("killed: the lock stays, force-unlock lifts it, the next apply ends as an undisturbed one", async () => {
    // Terraform writes the state every 20 seconds; what a kill finds unwritten is not in the state.
    const project = newProject(blobs, steps(21));
    const apply = await startApply(project);
    await apply.kill();
    expect(project.lines("created")).toEqual(["one", "two"]);

    const id = await lockId(project, "plan");
    const left = await project.state(BASE);
    expect(Object.keys(ids(left))).toEqual(["one", "two"]);

    await project.succeed(BASE, "force-unlock", "-force", id);
    project.open("gate");
    await project.succeed(BASE, "apply", "-auto-approve");
    const after = await project.state(BASE);
    expect(substance(after)).toEqual(substance(await undisturbed()));
    expect(ids(after)).toMatchObject(ids(left));
    expect(project.lines("created")).toEqual(["one", "two", "three"]);
  });

  test("cancelled: Terraform writes what it has and lets go of the lock by itself", async () => {
    const project = newProject(blobs);
    const apply = await startApply(project);
    apply.signal("SIGINT");
    const { status, output } = await apply.ended;
    expect(status).toBe(1);
    expect(output).toContain("Gracefully shutting down");

    project.open("gate");
    await project.succeed(BASE, "apply", "-auto-approve");
    expect(substance(await project.state(BASE))).toEqual(substance(await undisturbed()));
    expect(project.lines("created")).toEqual(["one", "two", "three"]);
  });

  test("the storage goes away: Terraform ends with errored.tfstate, which restores the state", async () => {
    const project = newProject(blobs);
    const apply = await startApply(project);
    await blobs.suspend();
    project.open("gate");
    const { status, output } = await apply.ended;
    expect(status).toBe(1);
    expect(output).toContain("Failed to persist state to backend");
    expect(output).toContain("terraform state push errored.tfstate");
    const errored: State = JSON.parse(
      readFileSync(path.join(project.stackFolder(BASE), "errored.tfstate"), "utf8"),
    );

    await blobs.resume();
    const id = await lockId(project, "state", "push", "errored.tfstate");
    await project.succeed(BASE, "force-unlock", "-force", id);
    await project.succeed(BASE, "state", "push", "errored.tfstate");
    const after = await project.state(BASE);
    expect(ids(after)).toEqual(ids(errored));
    expect(substance(after)).toEqual(substance(await undisturbed()));
    expect(await project.succeed(BASE, "apply", "-auto-approve")).toContain("No changes");
    expect(project.lines("created")).toEqual(["one", "two", "three"]);
  });
});
