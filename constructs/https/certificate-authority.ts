import { Fault, NOT_SHOWN, refuse } from "../../core/fault";

/** What {@link CertificateAuthority.acme} may be told besides the address. */
export interface AcmeOptions {
  /**
   * The certificate that the authority's own server is trusted by, as PEM: `-----BEGIN CERTIFICATE-----…`.
   * @default - the authorities that every system trusts
   */
  readonly root?: string;
}

/**
 * Who issues the certificates of {@link Https.automatic}, by the ACME protocol (RFC 8555).
 *
 * @example
 * const rehearsal = Https.automatic({ ca: CertificateAuthority.letsEncryptStaging() });
 * const ofTheCompany = Https.automatic({
 *   ca: CertificateAuthority.acme("https://ca.acme.example/acme/directory"),
 *   domains: ["shop.acme.example"],
 * });
 */
export class CertificateAuthority {
  private constructor(
    /** The URL of its ACME directory; without one it is Let's Encrypt. */
    readonly directory: string | undefined,
    /** Whether browsers trust what it issues, as far as is known. */
    readonly kind: "public" | "staging" | "private",
    readonly root?: string,
  ) {}

  /** Let's Encrypt. It issues at most five certificates a week for the same names; renewals do not count. */
  static letsEncrypt(): CertificateAuthority {
    return new CertificateAuthority(undefined, "public");
  }

  /**
   * Let's Encrypt's test service, which no browser trusts: to try out a deployment as often as one likes (30,000
   * certificates a week). The deploy then asks for a certificate, but does not verify it.
   */
  static letsEncryptStaging(): CertificateAuthority {
    return new CertificateAuthority("https://acme-staging-v02.api.letsencrypt.org/directory", "staging");
  }

  /**
   * One of your own, such as step-ca. The deploy verifies its certificates too, so where Terraform runs they must be
   * trusted: name a file with its root in `CURL_CA_BUNDLE`.
   * @param directory the URL of its ACME directory, `https://…`
   */
  static acme(directory: string, options: AcmeOptions = {}): CertificateAuthority {
    return new CertificateAuthority(directory, "private", options.root);
  }
}

/** What is wrong with an authority, if anything. */
export function checkCertificateAuthority(
  property: string,
  { directory, root }: CertificateAuthority,
): Fault[] {
  const faults: Fault[] = [];
  // What is written into the Caddyfile must be one word of it.
  if (directory !== undefined && !/^https:\/\/[^\s/"`{}]+(\/[^\s"`{}]*)?$/.test(directory)) {
    faults.push(
      ...refuse(
        `${property}.directory`,
        directory,
        "the https:// URL of an ACME directory",
        'write for example "https://ca.example.com/acme/directory"',
      ),
    );
  }
  if (root !== undefined && !PEM_CERTIFICATES.test(root)) {
    faults.push(
      ...refuse(
        `${property}.root`,
        NOT_SHOWN,
        "certificates as PEM, without a private key",
        "read it from the authority's root file: -----BEGIN CERTIFICATE-----…",
      ),
    );
  }
  return faults;
}

const PEM_CERTIFICATES = /^\s*(-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----\s*)+$/;
