import { Fault, inWords, refuse } from "../../core/fault";

/** The service tiers of Azure Container Registry, by Azure's names. */
export const REGISTRY_SKUS = ["Basic", "Standard", "Premium"] as const;

/** A service tier of Azure Container Registry. */
export type RegistrySku = (typeof REGISTRY_SKUS)[number];

/** What a registry may have of each kind. Source: Azure documentation, "Azure Container Registry SKU features and limits". */
const MOST = {
  webhooks: { Basic: 2, Standard: 10, Premium: 500 },
  tokens: { Basic: 100, Standard: 500, Premium: 50_000 },
} as const;

/** What is wrong with how many there are, if anything. */
export function checkCount(
  property: string,
  kind: keyof typeof MOST,
  count: number,
  sku: RegistrySku,
): Fault[] {
  const most: number | undefined = MOST[kind][sku];
  if (most === undefined || count <= most) return [];
  const larger = REGISTRY_SKUS.find((other) => count <= MOST[kind][other]);
  return refuse(
    property,
    inWords(`${count} ${kind}`),
    `at most ${most} ${kind} with the SKU ${sku}`,
    larger ? `set sku: "${larger}"` : `remove ${count - most} of them`,
  );
}

/** What is wrong with a feature that only some tiers have, if anything; `given` is undefined when it is not used. */
export function checkFeature(
  property: string,
  given: unknown,
  sku: RegistrySku,
  needed: "Standard" | "Premium",
): Fault[] {
  const has = sku === "Premium" || sku === needed;
  if (given === undefined || has) return [];
  const skus = needed === "Premium" ? "Premium" : "Standard or Premium";
  return refuse(
    property,
    given,
    `only with the SKU ${skus} (it is ${sku})`,
    `set sku: "${needed}", or leave it out`,
  );
}
