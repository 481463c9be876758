import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type BindingPackage } from "./binding-packages";

/** A type as Terraform's wire protocol writes it: `"string"`, `["list", "string"]`, `["object", {…}]`. */
export type AttributeType = string | [string, AttributeType] | ["object", Record<string, AttributeType>];

/** The shape of a value: one of a struct's own (`struct` names it), or a plain one (`type`). */
interface Value {
  readonly collection: string;
  readonly struct?: string;
  readonly type: AttributeType;
}

/** An argument. */
interface Input extends Value {
  readonly optional: boolean;
  /** More than one block of it may be given. */
  readonly many: boolean;
  /** A nested block, as opposed to an attribute whose value is an object. */
  readonly isBlock: boolean;
}

/** One generated module of a bindings package: a resource, a data source or the provider's configuration. */
export interface BindingModule {
  /** The struct of the resource itself. */
  readonly main: string;
  /** It is a provider's configuration: nothing computes its arguments. */
  readonly isProvider: boolean;
  /** Arguments and readable attributes of a struct, by Terraform's own names. */
  struct(name: string): { inputs: Map<string, Input>; outputs: Map<string, Value> };
}

const getterTypes: Record<string, AttributeType> = {
  getStringAttribute: "string",
  getNumberAttribute: "number",
  getBooleanAttribute: "bool",
  getListAttribute: ["list", "string"],
  getNumberListAttribute: ["list", "number"],
  getStringMapAttribute: ["map", "string"],
  getNumberMapAttribute: ["map", "number"],
  getBooleanMapAttribute: ["map", "bool"],
  interpolationForAttribute: "dynamic",
};

const wrapperTypes: Record<string, AttributeType> = {
  StringMap: ["map", "string"],
  NumberMap: ["map", "number"],
  BooleanMap: ["map", "bool"],
  StringMapList: ["list", ["map", "string"]],
};

/**
 * Reads `lib/FOLDER` of a bindings package; undefined where the package has no such module. What it reads is
 * cdktf's generated code, whose text follows one pattern:
 * - `synthesizeHclAttributes` and the `…ToHclTerraform` functions (index.js) list every argument under
 *   Terraform's own name, with list, set or map, and the element's type;
 * - the interfaces (index.d.ts) say which arguments are optional, repeated, or blocks;
 * - the getters (index.js) give the computed attributes.
 *
 * The package's `.jsii` assembly says less (no sets, no names of computed attributes) and is 88 MB.
 *
 * @throws where the text does not follow that pattern
 */
export function readBindingModule(bindings: BindingPackage, folder: string): BindingModule | undefined {
  const directory = join(bindings.directory, "lib", folder);
  if (!existsSync(join(directory, "index.js"))) return undefined;
  const code = declarations(readFileSync(join(directory, "index.js"), "utf8"), /^(?:class|function) (\w+)/gm);
  const typesText = readFileSync(join(directory, "index.d.ts"), "utf8");
  const types = declarations(typesText, /^export (?:interface|declare class|declare function) (\w+)/gm);
  const [, main, kind] = /^export declare class (\w+) extends cdktf\.Terraform(\w+)/m.exec(typesText) ?? [];
  if (!main)
    throw new Error(`${bindings.name} ${bindings.version}: lib/${folder} declares no Terraform class`);

  return {
    main,
    isProvider: kind === "Provider",
    struct(name) {
      const isMain = name === main;
      const declared =
        code.get(isMain ? name : `${name[0]!.toLowerCase()}${name.slice(1)}ToHclTerraform`) ?? "";
      const interfaceText = types.get(isMain ? `${name}Config` : name) ?? "";
      const where = `${bindings.name} ${bindings.version}: lib/${folder}, ${name}`;
      return {
        inputs: readInputs(declared, interfaceText, where),
        outputs: readOutputs(code.get(isMain ? name : `${name}OutputReference`) ?? "", where),
      };
    },
  };
}

function readInputs(code: string, interfaceText: string, where: string): Map<string, Input> {
  const properties = readProperties(interfaceText);
  const entry =
    /^ +(\w+): \{\n +value: .*\n +isBlock: (?:true|false),\n +type: "(\w+)",\n +storageClassType: "(\w+)",\n/gm;
  const inputs = new Map<string, Input>();
  for (const [, name, collection, storage] of code.matchAll(entry) as Iterable<
    [string, string, string, string]
  >) {
    const property = properties.get(name);
    if (!property) throw new Error(`${where}: no property for the argument ${name}`);
    const struct = /^[A-Z]/.test(storage)
      ? storage.replace(collection === "struct" ? "" : /(?:List|Map)$/, "")
      : undefined;
    inputs.set(name, {
      ...property,
      collection,
      struct,
      type: struct ? "dynamic" : plainType(collection, storage),
    });
  }
  return inputs;
}

/** `readonly image?: string;` under a docs link that ends in `#image Container#image}`, and so on. */
function readProperties(text: string): Map<string, Pick<Input, "optional" | "many" | "isBlock">> {
  const properties = new Map<string, Pick<Input, "optional" | "many" | "isBlock">>();
  for (const part of text.split("/**").slice(1)) {
    const name = /#(\w+) \w+#\w+\}/.exec(part)?.[1];
    const property = /^ +readonly \w+(\??): ([^;]*)/m.exec(part);
    if (!name || !property) continue;
    properties.set(name, {
      optional: property[1] === "?",
      many: property[2]!.includes("[]"),
      isBlock: new RegExp(`^ +\\* ${name} block\\.?$`, "m").test(part),
    });
  }
  return properties;
}

function readOutputs(code: string, where: string): Map<string, Value> {
  const outputs = new Map<string, Value>();
  for (const [, expression] of code.matchAll(/^ {4}get \w+\(\) \{\n +return (.*);\n/gm)) {
    const read = /this\.(\w+)\('(\w+)'\)/.exec(expression!);
    if (!read) continue;
    const type = getterTypes[read[1]!];
    if (!type) throw new Error(`${where}: cannot tell the type of ${read[2]} from ${expression}`);
    const isSet = expression!.includes("Fn.tolist(") && Array.isArray(type);
    outputs.set(read[2]!, { collection: "simple", type: isSet ? ["set", type[1] as AttributeType] : type });
  }
  for (const [, wrapper, name, isSet] of code.matchAll(
    / = new ([\w.]+)\(this, "(\w+)"(?:, (true|false))?\);/g,
  )) {
    const type = wrapper!.startsWith("cdktf.") ? wrapperTypes[wrapper!.slice(6)] : "dynamic";
    if (!type) throw new Error(`${where}: cannot tell the type of ${name} from ${wrapper}`);
    const struct = type === "dynamic" ? wrapper!.replace(/(?:OutputReference|List|Map)$/, "") : undefined;
    const collection = wrapper!.endsWith("Map") ? "map" : isSet === "true" ? "set" : "list";
    outputs.set(name!, { collection, struct, type });
  }
  return outputs;
}

/** `set` of `stringListList` is a set of lists of strings. */
function plainType(collection: string, storage: string): AttributeType {
  if (collection === "simple")
    return storage === "boolean" ? "bool" : storage === "any" ? "dynamic" : storage;
  const inner = storage.replace(/(?:List|Map)$/, "");
  const innerCollection = inner.endsWith("List") ? "list" : inner.endsWith("Map") ? "map" : "simple";
  return [collection, plainType(innerCollection, inner)];
}

/** Generated code by the name of each top-level declaration; `start` matches one with its name. */
function declarations(text: string, start: RegExp): Map<string, string> {
  const found = [...text.matchAll(start)];
  return new Map(found.map((match, i) => [match[1]!, text.slice(match.index, found[i + 1]?.index)]));
}
