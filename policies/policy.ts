import { asJson, Json } from "../core/terraform/json";

/** A stack as Terraform reads it: its JSON, whose shape is Terraform's. */
export type StackJson = Json;

/** Something in a stack that a policy does not want. */
export interface Finding {
  /** The construct's path, for example `dev-hello/container-group/Resource`. */
  readonly path: string;
  /** What was found; never a secret. */
  readonly found: string;
  /** What to do about it. */
  readonly fix: string;
}

/** A rule that Azure does not enforce but whoever runs this in production wants. Its file is called after its id. */
export interface Policy {
  /** Names it in reports and suppressions. */
  readonly id: string;
  /** Why anybody should care, in one sentence. */
  readonly reason: string;
  /**
   * Whether it holds only for stacks that serve an environment marked as production.
   * @default false
   */
  readonly inProductionOnly?: boolean;
  /** What a stack has against it. Pure: the same JSON gives the same findings. */
  check(stack: StackJson): Finding[];
}

/** A resource of a stack, with the path of the construct that made it. */
export interface PolicyResource {
  readonly path: string;
  readonly type: string;
  readonly attributes: Json;
}

/** The resources of a stack, of one type if one is given. */
export function resourcesIn(stack: StackJson, type?: string): PolicyResource[] {
  return Object.entries(asJson(stack.resource))
    .filter(([name]) => type === undefined || name === type)
    .flatMap(([name, resources]) =>
      Object.entries(asJson(resources)).map(([id, resource]) => {
        const attributes = asJson(resource);
        const { path = `${name}.${id}` } = asJson(asJson(attributes["//"]).metadata);
        return { path: String(path), type: name, attributes };
      }),
    );
}
