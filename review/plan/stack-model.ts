import { asBlocks, asJson, blocksIn, Json } from "../../core/terraform/json";
import { SynthesizedStack } from "../../check/synthesized-stack";

/** A resource or data source as a stack declares it. */
export interface DeclaredResource {
  /** Terraform's address, for example `azurerm_container_group.container-group_3808DB64`. */
  readonly address: string;
  readonly type: string;
  /** The path of the construct that made it, within the stack: `container-group/Resource`. */
  readonly path: string;
  /** Its arguments, without what Terraform itself reads. */
  readonly attributes: Json;
  /** What runs on the machine of whoever deploys, when the resource is made. */
  readonly provisioners: readonly Json[];
  readonly dependsOn: readonly string[];
  readonly replaceTriggeredBy: readonly string[];
  readonly ignoreChanges: readonly string[];
  readonly preventDestroy: boolean;
}

/** What a synthesized stack declares, by address. */
export interface StackModel {
  readonly name: string;
  /** The stacks whose outputs it reads. */
  readonly dependencies: readonly string[];
  readonly resources: ReadonlyMap<string, DeclaredResource>;
  readonly data: ReadonlyMap<string, DeclaredResource>;
  readonly outputs: Json;
  readonly locals: Json;
  readonly backend: Json;
  /** Addresses that Terraform is told to forget without destroying what is there. */
  readonly forgotten: readonly string[];
  /** Addresses that Terraform is told have moved: from, to. */
  readonly moved: ReadonlyMap<string, string>;
  readonly warnings: readonly string[];
}

/** Arguments that belong to Terraform and not to the resource. */
const META = ["//", "depends_on", "lifecycle", "provider", "provisioner", "connection", "count", "for_each"];

/** Reads what stacks declare, by stack name, in the order given. */
export function modelsOf(stacks: readonly SynthesizedStack[]): Map<string, StackModel> {
  return new Map(stacks.map((stack) => [stack.name, modelOf(stack)]));
}

function modelOf({ name, dependencies, warnings, json }: SynthesizedStack): StackModel {
  const terraform = asJson(json.terraform);
  return {
    name,
    dependencies,
    warnings,
    resources: resourcesOf(json),
    data: declared(json.data, "data."),
    outputs: asJson(json.output),
    locals: asJson(json.locals),
    backend: asJson(terraform.backend ?? terraform.cloud),
    forgotten: asBlocks(json.removed).map(({ from }) => bare(from)),
    moved: new Map(asBlocks(json.moved).map(({ from, to }) => [bare(from), bare(to)])),
  };
}

/** The resources that a stack declares, by address. */
export function resourcesOf(stack: Json): Map<string, DeclaredResource> {
  return declared(stack.resource, "");
}

function declared(kinds: unknown, prefix: string): Map<string, DeclaredResource> {
  return new Map(
    blocksIn(kinds).map(({ type, id, json, path }) => {
      const address = `${prefix}${type}.${id}`;
      const lifecycle = asJson(json.lifecycle);
      const resource: DeclaredResource = {
        address,
        type,
        path: path === undefined ? id : withoutStack(path),
        attributes: Object.fromEntries(Object.entries(json).filter(([key]) => !META.includes(key))),
        provisioners: asBlocks(json.provisioner).flatMap((one) => Object.values(one).flatMap(asBlocks)),
        dependsOn: texts(json.depends_on),
        replaceTriggeredBy: texts(lifecycle.replace_triggered_by),
        ignoreChanges: texts(lifecycle.ignore_changes),
        preventDestroy: lifecycle.prevent_destroy === true,
      };
      return [address, resource];
    }),
  );
}

/** A construct's path within its stack. */
export function withoutStack(path: string): string {
  return path.slice(path.indexOf("/") + 1);
}

function texts(value: unknown): string[] {
  return (Array.isArray(value) ? value : value === undefined ? [] : [value]).map(bare);
}

/** An address, however it is written: Terraform takes both `a.b` and `${a.b}` in most places. */
function bare(value: unknown): string {
  return String(value).replace(/^\$\{(.*)\}$/, "$1");
}
