import { Token } from "cdktf";
import { Fault, refuse } from "../../core/fault";

/** What Azure would refuse in an amount that it takes in steps; `factory` is what makes one. */
export function checkAmount(
  property: string,
  amount: number,
  { unit, steps, factory }: { readonly unit: string; readonly steps: number; readonly factory: string },
): Fault[] {
  if (Token.isUnresolved(amount)) return [];
  if (!Number.isFinite(amount) || amount <= 0) {
    return refuse(property, amount, `more than 0 ${unit}`, `write for example ${factory}(0.5)`);
  }
  const exact = amount * steps;
  // As far as floating point can tell.
  if (Math.abs(exact - Math.round(exact)) < 1e-6) return [];
  const fix = `write ${factory}(${Math.ceil(exact) / steps})`;
  return refuse(property, amount, `${unit} in steps of ${1 / steps}`, fix);
}

/** An amount without the crumbs of floating point. */
export function rounded(amount: number): number {
  return Math.round(amount * 100) / 100;
}

/** What amounts come to together. */
export function sum(amounts: readonly number[]): number {
  return rounded(amounts.reduce((total, amount) => total + amount, 0));
}
