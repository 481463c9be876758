import { Fault, refuse } from "../../core/fault";

/** What azurerm would refuse in a command: it takes no empty part. */
export function checkCommand(property: string, command: readonly string[]): Fault[] {
  if (command.length > 0 && command.every((part) => part !== "")) return [];
  const allowed = "a program and its arguments, none of them empty";
  return refuse(property, command, allowed, 'write for example ["sh", "-c", "exec app"]');
}
