import { Token } from "cdktf";
import { Fault, refuse } from "../fault";

/**
 * What is wrong with an Azure region's name, if anything. The regions themselves are not listed here: Azure adds to
 * them, and each subscription may use others.
 */
export function checkLocation(property: string, location: string): Fault[] {
  if (Token.isUnresolved(location) || /^[a-z][a-z0-9]+$/.test(regionKey(location))) return [];
  return refuse(
    property,
    location,
    "an Azure region: letters, digits and spaces",
    'write one that "az account list-locations" lists, for example "westeurope"',
  );
}

/**
 * A region's name in the form that Azure compares: `West Europe` and `westeurope` are one region.
 * Source: azurerm's location.Normalize (go-azure-helpers).
 */
export function regionKey(location: string): string {
  return location.toLowerCase().replaceAll(" ", "");
}
