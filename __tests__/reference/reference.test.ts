import { readFileSync } from "node:fs";
import { faultsIn } from "../../reference/examples";
import { readSections } from "../../reference/model";
import { openProgram } from "../../reference/program";
import { REFERENCE, renderReference } from "../../reference/reference";

const program = openProgram();
const sections = readSections(program);
const examples = sections.flatMap(({ name, examples }) => examples.map((code) => ({ name, code })));

test("the reference is what the doc comments say", () => {
  if (readFileSync(REFERENCE, "utf8") === renderReference(sections)) return;
  throw new Error(`${REFERENCE} is not what the doc comments say. Make it anew: npm run reference`);
});

test("it reaches what a user writes", () => {
  const names = sections.map(({ name }) => name);
  expect(names).toEqual(
    expect.arrayContaining(["RegistryDeclaration", "AppDeclaration", "Probe", "Volume", "Secret", "Rollout"]),
  );
  expect(names).toEqual([...new Set(names)]);
  const props = (name: string) => sections.find((section) => section.name === name)?.props ?? [];
  // Inherited through Omit and Pick.
  expect(props("AppDeclaration").map(({ name }) => name)).toEqual(
    expect.arrayContaining(["livenessProbe", "restartPolicy", "dnsNameLabel"]),
  );
  expect(props("NewRegistryDeclaration").find(({ name }) => name === "push")).toMatchObject({
    type: '`"token" | "adminUser" | "dockerLogin"`',
    fallback: '`"token"`',
  });
});

test("everything in it has a doc comment, and everything optional its default", () => {
  const offenders = sections.flatMap(({ name, text, definition, props, factories }) => [
    ...(text === "" ? [name] : []),
    ...(definition === "" && props.length + factories.length === 0 ? [`${name} (nothing to write)`] : []),
    ...props.filter((prop) => prop.text === "").map((prop) => `${name}.${prop.name}`),
    ...props
      .filter((prop) => prop.optional && prop.fallback === "")
      .map((prop) => `${name}.${prop.name} (@default)`),
    ...factories.flatMap((factory) => [
      ...(factory.text === "" ? [factory.name] : []),
      ...factory.parameters
        // An options object is told of in its own section.
        .filter(({ text, type }) => text === "" && !/^\[`\w+`\]\(#\w+\)$/.test(type))
        .map((parameter) => `${factory.name} (@param ${parameter.name})`),
    ]),
  ]);
  expect(offenders).toEqual([]);
});

test("what Azure has a term for says it", () => {
  const slipways = {
    NewRegistryDeclaration: ["existing", "name", "pullIdentityId"],
    ExistingRegistryDeclaration: ["existing", "name", "pullIdentityId"],
    AppDeclaration: ["name", "environments", "overrides", "health", "platform"],
    SidecarSettings: [],
    BaseContainerProps: [],
    ProbeTimings: [],
    HttpGetProps: [],
  };
  for (const [name, own] of Object.entries(slipways)) {
    const { props = [] } = sections.find((section) => section.name === name) ?? {};
    expect([name, props.length]).not.toEqual([name, 0]);
    expect([name, props.filter(({ azure }) => azure === "").map((prop) => prop.name)]).toEqual([name, own]);
  }
});

test("what matters most has an example, and each example compiles", () => {
  expect(examples.map(({ name }) => name)).toEqual(
    expect.arrayContaining([
      "Deployment",
      "RegistryDeclaration",
      "AppDeclaration",
      "Rollout",
      "ImageSource",
      "Probe",
      "Secret",
      "Volume",
    ]),
  );
  const planted = [
    {
      name: "planted",
      code: 'const one: Port = Port.tcp(80);\nconst probe: Probe = Probe.httpGet(one, "x");',
    },
    { name: "unknown", code: "const value = Sekret.fromVariable();" },
    { name: "unfinished", code: "const value = Secret.fromVariable(" },
  ];
  const faults = faultsIn([...examples, ...planted], program);
  expect(faults.filter((fault) => !/^(planted|unknown|unfinished),/.test(fault))).toEqual([]);
  expect(faults).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^planted, line 2: Argument of type 'Port' is not assignable/),
      expect.stringMatching(/^unknown, line 1: Cannot find name 'Sekret'/),
      expect.stringMatching(/^unfinished, line \d: /),
    ]),
  );
});
