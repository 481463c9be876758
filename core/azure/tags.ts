import { Fault } from "../fault";

/** Azure tags: at most 50, names up to 512 characters without `< > % & \ ? /`, values up to 256. */
export type Tags = Readonly<Record<string, string>>;

const MOST_TAGS = 50;
const NAME_LENGTH_LIMIT = 512;
const VALUE_LENGTH_LIMIT = 256;

/**
 * What Azure would refuse in the tags of a resource.
 *
 * Source: Azure documentation, "Use tags to organize your Azure resources and management hierarchy" (limitations).
 */
export function checkTags(property: string, tags: Tags | undefined): Fault[] {
  const names = Object.keys(tags ?? {});
  const faults: Fault[] = [];
  if (names.length > MOST_TAGS) {
    faults.push({
      property,
      given: `${names.length} tags`,
      allowed: `at most ${MOST_TAGS} tags`,
      fix: "take tags away",
    });
  }
  for (const [name, value] of Object.entries(tags ?? {})) {
    if (name === "" || name.length > NAME_LENGTH_LIMIT || /[<>%&\\?/]/.test(name)) {
      faults.push({
        property: `${property} (name)`,
        given: name,
        allowed: `1–${NAME_LENGTH_LIMIT} characters without < > % & \\ ? /`,
        fix: "rename the tag",
      });
    }
    const twin = names.find((other) => other !== name && other.toLowerCase() === name.toLowerCase());
    if (twin !== undefined && names.indexOf(twin) < names.indexOf(name)) {
      faults.push({
        property: `${property} (name)`,
        given: name,
        allowed: `each name once, upper and lower case being the same ("${twin}" is there)`,
        fix: "take one of them away",
      });
    }
    if (value.length > VALUE_LENGTH_LIMIT) {
      faults.push({
        property: `${property}.${name}`,
        given: `${value.length} characters`,
        allowed: `at most ${VALUE_LENGTH_LIMIT} characters`,
        fix: "shorten the value",
      });
    }
  }
  return faults;
}
