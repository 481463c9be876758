import { findStacks, withDependencies, withDependents } from "../../../commands/support/find-stacks";
import { ImageSource } from "../../../deployment/image-source";
import { planDeployment } from "../../../deployment/plan";
import { exampleDeployment } from "../../support/synthesis";

const { apps } = exampleDeployment();
const plan = planDeployment(
  exampleDeployment({
    environments: [
      { name: "dev", registry: "dev" },
      { name: "prod", registry: "dev", images: "promoted" },
    ],
    apps: [
      ...apps,
      {
        name: "proxy",
        image: ImageSource.fromReference("docker.io/library/nginx:1.29"),
        ports: apps[0]!.ports,
      },
    ],
  }),
);
const found = (...words: string[]) => findStacks(plan, { words, all: false }).map(({ stack }) => stack);

test.each([
  [["hello", "dev"], ["dev-hello"]],
  [["hello"], ["dev-hello"]],
  [["proxy"], ["dev-proxy", "prod-proxy"]],
  [["dev"], ["dev-hello", "dev-proxy"]],
  [["prod"], ["prod-proxy"]],
  [["dev-registry"], ["dev-registry"]],
])("%j is %j", (words, stacks) => {
  expect(found(...words)).toEqual(stacks);
});

test("an app comes with all that it needs, a registry with all that need it", () => {
  const named = (names: string[]) => plan.stacks.filter(({ stack }) => names.includes(stack));
  const all = plan.stacks.map(({ stack }) => stack);
  expect(withDependencies(plan, named(["dev-hello"])).map(({ stack }) => stack)).toEqual([
    "dev-registry",
    "dev-hello-image",
    "dev-hello",
  ]);
  expect(withDependents(plan, named(["dev-registry"])).map(({ stack }) => stack)).toEqual(
    expect.arrayContaining(["dev-registry", "dev-hello-image", "dev-hello"]),
  );
  expect(findStacks(plan, { words: [], all: true }).map(({ stack }) => stack)).toEqual(all);
});

test.each([
  [["helo"], "Fix: write hello."],
  [["hello", "prdo"], "Fix: write prod."],
  [["hello", "prod"], "npm run promote -- hello FROM prod"],
  [[], "Say what"],
])("%j is refused", (words, message) => {
  expect(() => found(...words)).toThrow(message);
});

test("of a name that is declared no more, destroy does not only name the one that is like it", () => {
  expect(() => findStacks(plan, { words: ["dev-helo"], all: false, destroy: true })).toThrow(
    "Fix: write dev-hello; if main.ts declares it no more, put it back there, take it down, and then take it out.",
  );
});
