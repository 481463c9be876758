import { checkLocation } from "../core/azure/location";
import { checkTags, Tags } from "../core/azure/tags";
import { Fault } from "../core/fault";
import { REFUSED } from "./check-azure-names";
import { Deployment } from "./deployment";

/** What registries and environments hand on to several stacks, or to several resources of one. */
interface SharedValues {
  readonly location?: string;
  readonly tags?: Tags;
}

/** What Azure would refuse in values that many stacks take, told where the deployment gives them. */
export function checkSharedValues({ tags, registries, environments }: Deployment): Fault[] {
  return [
    ...check("", { tags }),
    ...registries.flatMap((one, i) => check(`registries[${i}].`, one)),
    ...environments.flatMap((one, i) => check(`environments[${i}].`, one)),
  ];
}

/** The deployment without the values that were refused, so that no stack tells of them once more. */
export function withUsableValues(deployment: Deployment): Deployment {
  return {
    ...usable(deployment),
    registries: deployment.registries.map(usable),
    environments: deployment.environments.map(usable),
  };
}

function check(owner: string, { location, tags }: SharedValues): Fault[] {
  return [
    ...(location === undefined ? [] : checkLocation(`${owner}location`, location)),
    ...checkTags(`${owner}tags`, tags),
  ];
}

function usable<T extends SharedValues>(given: T): T {
  const { location, tags } = given;
  return {
    ...given,
    ...(check("", { location }).length > 0 && { location: REFUSED }),
    ...(check("", { tags }).length > 0 && { tags: undefined }),
  };
}
