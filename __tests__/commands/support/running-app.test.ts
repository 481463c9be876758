import { mkdirSync } from "node:fs";
import * as path from "node:path";
import { Backend } from "../../../backends/backend";
import { readRunningApp, runningOf } from "../../../commands/support/running-app";
import { StateResource } from "../../../commands/support/stack-state";
import { makeFolder, removeFolders } from "../../support/folders";
import { leaveState } from "../../support/left-state";
import { describeWithTerraform } from "../../support/programs";

const one = (type: string, attributes: object, isSuperseded = false): StateResource => ({
  type,
  isSuperseded,
  attributes: { ...attributes },
});
const group = (fqdn: string, isSuperseded = false) => one("azurerm_container_group", { fqdn }, isSuperseded);
const profile = one("azurerm_traffic_manager_profile", {});
const endpoint = (target: string) => one("azurerm_traffic_manager_external_endpoint", { target });
const app = one("azurerm_container_app", { name: "hello" });
const other = one("azurerm_resource_group", { name: "slipway-dev-hello" });

test.each<[what: string, resources: StateResource[], running: StateResource | undefined]>([
  ["nothing, where the group could not be made", [other], undefined],
  ["the group", [other, group("plain")], group("plain")],
  ["the container app", [other, app], app],
  ["the group that the public name leads to", [profile, endpoint("new"), group("new")], group("new")],
  [
    "the old group, where the new one did not become healthy",
    [profile, endpoint("old"), group("new"), group("old", true)],
    group("old", true),
  ],
  [
    "the new group, while the old one waits to be removed",
    [profile, endpoint("new"), group("new"), group("old", true)],
    group("new"),
  ],
  ["nothing, where the first group did not become healthy", [profile, group("new")], undefined],
  [
    "the plain group, where the first gated one did not become healthy",
    [profile, group("new"), group("plain", true)],
    group("plain", true),
  ],
])("what runs is %s", (_, resources, running) => {
  expect(runningOf(resources)).toEqual(running);
});

describeWithTerraform("The state of a deploy that failed", () => {
  afterEach(removeFolders);

  test("says that nothing runs, although it names the image", async () => {
    const folder = makeFolder();
    mkdirSync(path.join(folder, "terraform-state"));
    const backend = Backend.local(path.join(folder, "terraform-state"));
    const image = `dev.azurecr.io/hello@sha256:${"a".repeat(64)}`;
    leaveState(folder, "dev-hello", { image }, []);
    expect(await readRunningApp(backend, "dev-hello")).toBeUndefined();
    leaveState(folder, "dev-hello", { image }, ["slipway-dev-hello"]);
    expect(await readRunningApp(backend, "dev-hello")).toMatchObject({ image });
  });
});
