import { checkCount, RegistrySku } from "../../../constructs/registry/sku";

test.each<["webhooks" | "tokens", RegistrySku, number, string]>([
  ["webhooks", "Basic", 2, 'set sku: "Standard"'],
  ["webhooks", "Standard", 10, 'set sku: "Premium"'],
  ["webhooks", "Premium", 500, "remove 1 of them"],
  ["tokens", "Basic", 100, 'set sku: "Standard"'],
  ["tokens", "Standard", 500, 'set sku: "Premium"'],
  ["tokens", "Premium", 50_000, "remove 1 of them"],
])("the most %s of a registry with the SKU %s are %i", (kind, sku, most, fix) => {
  expect(checkCount("them", kind, most, sku)).toEqual([]);
  expect(checkCount("them", kind, most + 1, sku)).toMatchObject([{ fix }]);
});
