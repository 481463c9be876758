import { Fault, refuse } from "./fault";

/** What HTTP would refuse in a header's name. Source: RFC 9110, section 5.6.2 (token). */
export function checkHeaderName(property: string, name: string): Fault[] {
  if (/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name)) return [];
  return refuse(property, name, "the name of an HTTP header", 'write for example "X-Probe"');
}
