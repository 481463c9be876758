import { domainToASCII } from "node:url";
import { checkEachOnce, Fault, refuse } from "../../core/fault";

/** What no public authority issues for. Source: IANA's "Special-Use Domain Names" and RFC 9476; CA/Browser Forum BR 7.1.4. */
const NOT_PUBLIC =
  /(^|\.)(local|localhost|internal|intranet|lan|home|corp|test|example|invalid|onion|alt|arpa)$/;

/** The names that Azure gives. The app's own is served without being named; the others are not the app's. */
const OF_AZURE = /\.(azurecontainer\.io|trafficmanager\.net)$/;

/** A letter-digit-hyphen host name of two labels or more. Source: RFC 1123, section 2.1. */
const HOST_NAME = /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/;

/**
 * What is wrong with the domains of an app, if anything.
 * @param needs what the names are for: a certificate of a public authority, of any authority, or one that is there
 */
export function checkDomains(
  property: string,
  domains: readonly string[],
  needs: "publicCertificate" | "certificate" | "nothing",
): Fault[] {
  return [
    ...domains.flatMap((domain, i) => checkDomain(`${property}[${i}]`, domain, needs)),
    ...checkEachOnce(property, domains, "each domain once"),
  ];
}

function checkDomain(property: string, domain: string, needs: string): Fault[] {
  if (domain.startsWith("*.")) {
    const fix = `name each host, for example "shop${domain.slice(1)}"`;
    return refuse(property, domain, "the name of one host: a wildcard would need a DNS challenge", fix);
  }
  if (!HOST_NAME.test(domain)) {
    const allowed = "a domain name in lower case, without https://, port or path";
    return refuse(property, domain, allowed, `write ${nearest(domain)}`);
  }
  if (OF_AZURE.test(domain)) {
    const allowed = "a domain of your own (the name that Azure gives the app is served in any case)";
    return refuse(property, domain, allowed, "take it away");
  }
  if (needs === "publicCertificate" && NOT_PUBLIC.test(domain)) {
    const allowed = "a name that a public authority issues certificates for";
    const fix =
      "use a public domain, an authority of your own (CertificateAuthority.acme) or Https.certificate";
    return refuse(property, domain, allowed, fix);
  }
  return [];
}

/** The host name that was probably meant, or an example. */
function nearest(domain: string): string {
  const host = domain
    .trim()
    .replace(/^[a-z]+:\/\//i, "")
    .replace(/[:/].*$/, "")
    .replace(/\.$/, "");
  const ascii = domainToASCII(host.toLowerCase());
  return HOST_NAME.test(ascii) ? JSON.stringify(ascii) : 'for example "shop.example.com"';
}
