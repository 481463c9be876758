import { asBlocks, asJson, type Json } from "../core/terraform/json";
import { requiredProviders, type SynthesizedStack } from "./synthesized-stack";

/** What a stack's mocked runs are given, and what is expected of them. */
export interface Expectation {
  /**
   * Values of the stack's variables.
   * @default - a variable without a default value gets a made-up one of its type
   */
  readonly variables?: Record<string, unknown>;
  /**
   * What the providers would compute, by type (`azurerm_container_group`, `data.azurerm_client_config`) or by
   * address (`azurerm_container_group.web`): attribute values.
   * @default - random strings of 8 characters, 0, false, and empty collections
   */
  readonly mocks?: Record<string, Json>;
  /** Checked after the mocked apply, or the plan if `during` says so. */
  readonly assertions?: readonly Assertion[];
}

export interface Assertion {
  /** A Terraform expression, for example `output.url == "http://hello"`. */
  readonly condition: string;
  /** What the failed check says. */
  readonly message: string;
  /** @default "apply" */
  readonly during?: "plan" | "apply";
}

/** The outputs of the stacks whose mocked apply went well, by stack. */
export type KnownOutputs = ReadonlyMap<string, Json>;

/**
 * The test file (`.tftest.json`) that plans and then applies a stack with every provider mocked, and with what
 * other stacks hand over as their own mocked runs gave it.
 */
export function mockedRunFile(
  stack: SynthesizedStack,
  known: KnownOutputs,
  expectation: Expectation = {},
): Json {
  const { variables = {}, mocks = {}, assertions = [] } = expectation;
  const asserts = (during: "plan" | "apply") =>
    assertions
      .filter((assertion) => (assertion.during ?? "apply") === during)
      .map(({ condition, message }) => ({ condition: `\${${condition}}`, error_message: message }));
  const overrides = (data: boolean) =>
    Object.entries(mocks)
      .map(([key, values]) => ({ target: key, values }))
      .filter(({ target }) => target.startsWith("data.") === data && isAddress(target));
  return {
    variables: { ...madeUpVariables(stack), ...variables },
    ...labelled("mock_provider", mockProviders(stack, mocks)),
    override_resource: overrides(false),
    override_data: [...overrides(true), ...remoteStates(stack, known)],
    run: [
      { plan: { command: "plan", assert: asserts("plan") } },
      { apply: { command: "apply", assert: asserts("apply") } },
    ],
  };
}

/**
 * The stack without what must not happen in a mocked run: provisioners and imports (Terraform runs them even
 * then), and the protection from the destroy that ends the run.
 */
export function withoutSideEffects(json: Json): Json {
  const copy = structuredClone(json);
  delete copy.import;
  for (const resources of Object.values(asJson(copy.resource))) {
    for (const resource of Object.values(asJson(resources)).flatMap(asBlocks)) {
      delete resource.provisioner;
      delete resource.connection;
      for (const lifecycle of asBlocks(resource.lifecycle)) delete lifecycle.prevent_destroy;
    }
  }
  return copy;
}

/** `azurerm_container_group.web` and `data.x.y` are addresses; `azurerm_container_group` and `data.x` types. */
function isAddress(key: string): boolean {
  return key.replace(/^data\./, "").includes(".");
}

function mockProviders(stack: SynthesizedStack, mocks: Record<string, Json>): Json {
  const configured = asJson(stack.json.provider);
  return Object.fromEntries(
    requiredProviders(stack).map(({ name }) => {
      const defaults = (data: boolean) =>
        Object.fromEntries(
          Object.entries(mocks)
            .map(([key, values]) => ({ key, type: key.replace(/^data\./, ""), values }))
            .filter(
              ({ key, type }) =>
                key.startsWith("data.") === data && !isAddress(key) && type.startsWith(`${name}_`),
            )
            .map(({ type, values }) => [type, { defaults: values }]),
        );
      const aliases = asBlocks(configured[name]).flatMap(({ alias }) => (alias ? [{ alias }] : []));
      const mock = {
        ...labelled("mock_resource", defaults(false)),
        ...labelled("mock_data", defaults(true)),
      };
      return [name, [{}, ...aliases].map((which) => ({ ...which, ...mock }))];
    }),
  );
}

/** Blocks by label; none at all where there are none, since Terraform refuses an empty object there. */
function labelled(type: string, blocks: Json): Json {
  return Object.keys(blocks).length > 0 ? { [type]: blocks } : {};
}

function madeUpVariables({ json }: SynthesizedStack): Json {
  const missing = Object.entries(asJson(json.variable)).filter(
    ([, variable]) => !("default" in asJson(variable)),
  );
  return Object.fromEntries(missing.map(([name, variable]) => [name, madeUpValue(asJson(variable).type)]));
}

function madeUpValue(type: unknown): unknown {
  const text = String(type);
  if (/^(list|set|tuple)\b/.test(text)) return [];
  if (/^(map|object)\b/.test(text)) return {};
  return text === "number" ? 1 : text === "bool" ? false : "made-up";
}

/** cdktf names the data source that reads another stack's outputs so. */
const remoteStatePrefix = "cross-stack-reference-input-";

/** Something that a stack reads of another stack's state. */
interface StateRead {
  /** The name of the data source that reads it. */
  readonly source: string;
  /** The stack that it is read from. */
  readonly producer: string;
  readonly output: string;
  /** For an output that is a map, the entry that is read. */
  readonly key?: string;
}

/** All that a stack reads of other stacks' states. */
export function readsOfState(stack: SynthesizedStack): StateRead[] {
  return stateSources(stack).flatMap(({ source, producer }) => {
    const target = `data.terraform_remote_state.${source}`.replaceAll(".", "\\.");
    const reads = new RegExp(`${target}\\.outputs\\.([\\w-]+)(?:\\[\\\\"([^"\\\\]+)\\\\"\\])?`, "g");
    return [...stack.text.matchAll(reads)].map(([, output, key]) => ({
      source,
      producer,
      output: output!,
      key,
    }));
  });
}

function stateSources({ json }: SynthesizedStack): Pick<StateRead, "source" | "producer">[] {
  return Object.keys(asJson(asJson(json.data).terraform_remote_state)).map((source) => ({
    source,
    producer: source.startsWith(remoteStatePrefix) ? source.slice(remoteStatePrefix.length) : source,
  }));
}

/** Gives every read of another stack's state its value: the state itself is never read. */
function remoteStates(stack: SynthesizedStack, known: KnownOutputs): Json[] {
  return stateSources(stack).map(({ source, producer }) => ({
    target: `data.terraform_remote_state.${source}`,
    values: { outputs: known.get(producer) ?? madeUpOutputs(stack, source) },
  }));
}

/** For a state that no stack of this synthesis writes: whatever is read, a map where an index follows. */
function madeUpOutputs(stack: SynthesizedStack, source: string): Json {
  const outputs: Json = {};
  for (const { output, key } of readsOfState(stack).filter((read) => read.source === source)) {
    outputs[output] = key === undefined ? "made-up" : { ...asJson(outputs[output]), [key]: "made-up" };
  }
  return outputs;
}
