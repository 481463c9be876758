import { Construct } from "constructs";

/** The one construct of an id in a scope, for all that need it: made when it is first asked for. */
export function sharedChild<T extends Construct>(scope: Construct, id: string, make: () => T): T {
  return (scope.node.tryFindChild(id) as T | undefined) ?? make();
}
