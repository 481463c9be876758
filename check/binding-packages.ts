import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

/** An installed npm package with cdktf's bindings of one Terraform provider. */
export interface BindingPackage {
  /** For example `@cdktf/provider-azurerm`. */
  readonly name: string;
  /** The version of the npm package. */
  readonly version: string;
  /** The provider's address, for example `registry.terraform.io/hashicorp/azurerm`. */
  readonly source: string;
  /** The last part of the address, with which resource types begin: `azurerm`. */
  readonly provider: string;
  readonly directory: string;
}

/**
 * Every installed package of provider bindings: those that say so in their package.json (`cdktf.provider`), in
 * the scope `@cdktf` of the project that this is called in, or beside the `cdktf` package: installers lay them differently.
 */
export function installedBindings(...scopes: string[]): BindingPackage[] {
  const places =
    scopes.length > 0
      ? scopes
      : [
          join(dirname(require.resolve("cdktf/package.json")), "..", "@cdktf"),
          resolve("node_modules", "@cdktf"),
        ];
  const found = places.flatMap(bindingsIn);
  return found.filter(({ source }, i) => found.findIndex((other) => other.source === source) === i);
}

function bindingsIn(scope: string): BindingPackage[] {
  if (!existsSync(scope)) return [];
  return readdirSync(scope).flatMap((folder) => {
    const directory = join(scope, folder);
    const manifest = join(directory, "package.json");
    if (!existsSync(manifest)) return [];
    const { name, version, cdktf } = JSON.parse(readFileSync(manifest, "utf8"));
    const source: unknown = cdktf?.provider?.name;
    if (typeof source !== "string") return [];
    return [{ name, version, source, provider: source.slice(source.lastIndexOf("/") + 1), directory }];
  });
}

/** The full address of a provider's `source`: `azurerm` is `registry.terraform.io/hashicorp/azurerm`. */
export function providerAddress(source: string): string {
  const parts = source.split("/");
  if (parts.length === 1) parts.unshift("hashicorp");
  if (parts.length === 2) parts.unshift("registry.terraform.io");
  return parts.join("/");
}
