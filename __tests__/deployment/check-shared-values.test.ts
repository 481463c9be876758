import { Port } from "../../constructs/container-group/port";
import { Deployment } from "../../deployment/deployment";
import { ImageSource } from "../../deployment/image-source";
import { exampleDeployment, faultsOf } from "../support/synthesis";

const nginx = ImageSource.fromReference("nginx:1.29");
const environment = { name: "dev", registry: "dev" };

/** Six stacks of the environments dev and prod, in one registry. */
function faults(changes: Partial<Deployment>): string[] {
  return faultsOf(
    exampleDeployment({
      environments: [environment, { ...environment, name: "prod" }],
      apps: ["one", "two", "three"].map((name) => ({ name, image: nginx, ports: [Port.tcp(80)] })),
      ...changes,
    }),
  );
}

const NOWHERE = "west europe!";
const region = (property: string) =>
  `${property} is "${NOWHERE}". Allowed: an Azure region: letters, digits and spaces. ` +
  'Fix: write one that "az account list-locations" lists, for example "westeurope".';
const tag = (property: string) =>
  `${property} (name) is "a<b". Allowed: 1–512 bytes without < > % & \\ ? /. ` +
  'Fix: rename it, for example to "cost-center".';

describe("A value that several stacks take is told once, where it was given", () => {
  test("the deployment's tags, of which the state storage takes shorter names", () => {
    const stateStorage = {
      storageAccountName: "slipwaystate",
      containerName: "tfstate",
      location: "westeurope",
    };
    expect(faults({ tags: { "a<b": "x" }, stateStorage })).toEqual([tag("tags")]);
    expect(faults({ tags: { ["x".repeat(200)]: "x" }, stateStorage })).toEqual([
      expect.stringContaining("[bootstrap/state-storage] tags (name) is"),
    ]);
  });

  test("a registry's region and tags", () => {
    expect(faults({ registries: [{ name: "dev", location: NOWHERE, tags: { "a<b": "x" } }] })).toEqual([
      region("registries[0].location"),
      tag("registries[0].tags"),
    ]);
  });

  test("an environment's region and tags", () => {
    const environments = [
      { ...environment, tags: { "a<b": "x" } },
      { ...environment, name: "prod", location: NOWHERE },
    ];
    expect(faults({ environments })).toEqual([
      tag("environments[0].tags"),
      region("environments[1].location"),
    ]);
  });

  test("tags that are too many only together are told of the stacks", () => {
    const tags = (prefix: string) =>
      Object.fromEntries(Array.from({ length: 26 }, (_, i) => [prefix + i, "x"]));
    expect(faults({ tags: tags("a"), environments: [{ ...environment, tags: tags("b") }] })).toEqual([
      "[dev-one/container-group, dev-two/container-group, dev-three/container-group] " +
        "tags is 52 tags. Allowed: at most 50 tags. Fix: remove 2.",
    ]);
  });
});

test("a fault that several stacks share is told once, with the first of them", () => {
  const app = { name: "one", image: nginx, ports: [Port.tcp(22)] };
  const environments = ["a", "b", "c", "d", "e"].map((name) => ({ ...environment, name }));
  expect(faults({ environments, apps: [app] })).toEqual([
    "[a-one/container-group, b-one/container-group, c-one/container-group and 2 more] containers[0].ports[0] is 22. " +
      "Allowed: a port that Azure does not reserve (22 is). Fix: have the app listen on another port, for example 8080.",
  ]);
});
