import { Fault, inWords, refuse } from "../fault";

/**
 * Azure tags: at most 50, names up to 512 bytes without `< > % & \ ? /`, values up to 256 bytes. A letter beyond ASCII is
 * 2 bytes or more.
 */
export type Tags = Readonly<Record<string, string>>;

const MOST_TAGS = 50;
const NAME_BYTES = 512;
const VALUE_BYTES = 256;

/** How long a tag's name may be on a storage account. Source: azurerm's storage_account_tags.go. */
export const STORAGE_TAG_NAME_BYTES = 128;

/** What several give together, the last before the others; undefined for no tags, as Azure gives an empty map back. */
export function mergeTags(...given: readonly (Tags | undefined)[]): Record<string, string> | undefined {
  const all: Record<string, string> = Object.assign({}, ...given);
  return Object.keys(all).length > 0 ? all : undefined;
}

/**
 * What Azure would refuse in the tags of a resource.
 *
 * Source: Azure documentation, "Use tags to organize your Azure resources and management hierarchy" (limitations), and
 * azurerm's go-azure-helpers (resourcemanager/tags, Validate) for bytes.
 */
export function checkTags(property: string, tags: Tags = {}, nameBytes = NAME_BYTES): Fault[] {
  const names = Object.keys(tags);
  const count = names.length;
  return [
    ...(count > MOST_TAGS
      ? refuse(property, inWords(`${count} tags`), `at most ${MOST_TAGS} tags`, `remove ${count - MOST_TAGS}`)
      : []),
    ...names.flatMap((name, i) => checkTagName(`${property} (name)`, name, names.slice(0, i), nameBytes)),
    ...Object.entries(tags).flatMap(([name, value]) => {
      const bytes = Buffer.byteLength(value);
      if (bytes <= VALUE_BYTES) return [];
      const fix = `shorten it by ${bytes - VALUE_BYTES}`;
      return refuse(
        `${property}.${name}`,
        inWords(`${bytes} bytes long`),
        `at most ${VALUE_BYTES} bytes`,
        fix,
      );
    }),
  ];
}

function checkTagName(property: string, name: string, earlier: readonly string[], most: number): Fault[] {
  if (name === "" || Buffer.byteLength(name) > most || /[<>%&\\?/]/.test(name)) {
    const allowed = `1–${most} bytes without < > % & \\ ? /`;
    return refuse(property, name, allowed, 'rename it, for example to "cost-center"');
  }
  const twin = earlier.find((other) => other.toLowerCase() === name.toLowerCase());
  if (twin === undefined) return [];
  const allowed = "each name once, upper and lower case being the same";
  return refuse(property, name, allowed, `remove this one or ${JSON.stringify(twin)}`);
}
