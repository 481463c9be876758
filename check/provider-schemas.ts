import { type AttributeType, type BindingModule, readBindingModule } from "./binding-module";
import { type BindingPackage } from "./binding-packages";
import { sensitiveAttributes } from "./sensitive-attributes";

export interface Attribute {
  readonly type: AttributeType;
  readonly required: boolean;
  readonly optional: boolean;
  readonly computed: boolean;
  readonly sensitive: boolean;
}

export interface NestedBlock {
  readonly nesting: "SINGLE" | "LIST" | "SET";
  readonly min: number;
  /** 0 means no limit. */
  readonly max: number;
  readonly block: Block;
}

/** What one resource, data source, provider configuration or nested block accepts and exposes. */
export interface Block {
  readonly attributes: Record<string, Attribute>;
  readonly blocks: Record<string, NestedBlock>;
}

export interface ProviderSchemas {
  readonly provider: Block;
  readonly resources: Record<string, Block>;
  readonly dataSources: Record<string, Block>;
}

/**
 * The provider's schema for the given resource and data source types. A type that the bindings lack is left
 * out, so that Terraform itself says that the provider does not support it.
 *
 * Only the modules of these types are read (a few milliseconds each): there is no cache to go stale, and
 * another version of the package is simply read.
 *
 * @throws if the installed bindings are not written as cdktf 0.21 generates them
 */
export function readProviderSchemas(
  bindings: BindingPackage,
  resourceTypes: Iterable<string>,
  dataSourceTypes: Iterable<string>,
): ProviderSchemas {
  const provider = readBindingModule(bindings, "provider");
  if (!provider) throw new Error(`${bindings.name} ${bindings.version} has no module lib/provider`);
  const read = (types: Iterable<string>, prefix: string) => {
    const schemas: Record<string, Block> = {};
    for (const type of types) {
      if (!type.startsWith(`${bindings.provider}_`)) continue;
      const folder = prefix + type.slice(bindings.provider.length + 1).replaceAll("_", "-");
      const module = readBindingModule(bindings, folder);
      if (module)
        schemas[type] = blockOf(module, module.main, sensitiveAttributes(prefix ? `data.${type}` : type));
    }
    return schemas;
  };
  const { attributes, blocks } = blockOf(provider, provider.main, []);
  // cdktf adds `alias` to the arguments of every provider; Terraform takes it before the provider sees it.
  delete attributes.alias;
  return {
    provider: { attributes, blocks },
    resources: read(resourceTypes, ""),
    dataSources: read(dataSourceTypes, `data-${bindings.provider}-`),
  };
}

function blockOf(module: BindingModule, struct: string, sensitive: readonly string[]): Block {
  const attributes: Record<string, Attribute> = {};
  const blocks: Record<string, NestedBlock> = {};
  const { inputs, outputs } = module.struct(struct);
  for (const [name, input] of inputs) {
    const required = !input.optional;
    const nested = input.struct && blockOf(module, input.struct, below(sensitive, name));
    if (nested && input.isBlock) {
      const nesting = input.collection === "struct" ? "SINGLE" : input.collection === "set" ? "SET" : "LIST";
      const min = required ? 1 : 0;
      blocks[name] = { nesting, min, max: nesting !== "SINGLE" && !input.many ? 1 : 0, block: nested };
      continue;
    }
    // The bindings do not tell Optional from Optional and Computed (`id`, for example). Taking every optional
    // one as computed too never refuses a sound stack; the price is a made-up value where null would stand.
    attributes[name] = {
      type: nested ? collectionOf(input.collection, objectOf(nested)) : input.type,
      required,
      optional: !required,
      computed: !required && !module.isProvider,
      sensitive: sensitive.includes(name),
    };
  }
  for (const [name, output] of outputs) {
    if (inputs.has(name)) continue;
    const type = output.struct
      ? collectionOf(output.collection, objectOf(blockOf(module, output.struct, [])))
      : output.type;
    attributes[name] = {
      type,
      required: false,
      optional: false,
      computed: true,
      sensitive: sensitive.includes(name),
    };
  }
  return { attributes, blocks };
}

/** `["password1.value"]` below `password1` is `["value"]`. */
function below(paths: readonly string[], name: string): string[] {
  return paths.filter((path) => path.startsWith(`${name}.`)).map((path) => path.slice(name.length + 1));
}

function collectionOf(collection: string, element: AttributeType): AttributeType {
  return [collection === "set" ? "set" : collection === "map" ? "map" : "list", element];
}

function objectOf(block: Block): AttributeType {
  const fields: Record<string, AttributeType> = {};
  for (const [name, { type }] of Object.entries(block.attributes)) fields[name] = type;
  for (const [name, nested] of Object.entries(block.blocks)) {
    fields[name] = collectionOf(nested.nesting.toLowerCase(), objectOf(nested.block));
  }
  return ["object", fields];
}
