import { Secret } from "../../core/secrets/secret";
import { AzureFileShare } from "../container-group/azure-file-share";
import { Cpu } from "../container-group/cpu";
import { Memory } from "../container-group/memory";
import { CertificateAuthority } from "./certificate-authority";

/** What either kind of {@link Https} may be told. */
export interface HttpsOptions {
  /**
   * Names of your own that lead to the app. The first one is its `url`; the output `dns_records` says what to put into
   * DNS for each.
   * @default - only the name that Azure gives it
   */
  readonly domains?: readonly string[];
  /**
   * The port that the app listens on, on plain HTTP. Nobody outside reaches it.
   * @default - its first TCP port
   */
  readonly port?: number;
  /**
   * The image of the web server, a Caddy 2.8 or newer that runs as root, as `docker pull` takes it.
   * @default - the official image, by digest
   * @azure container.image
   */
  readonly image?: string;
  /**
   * The repository of the environment's registry that keeps a copy of the image, made by a cache rule: then nothing is
   * pulled from Docker Hub, which limits how often Azure may ask.
   * @default - the image is pulled from where it is
   */
  readonly cacheRepository?: string;
  /**
   * The CPU reserved for the web server. It is taken from what the app's container reserves: the group stays as large as
   * it is, and as dear.
   * @default Cpu.cores(0.1)
   * @azure container.resources.requests.cpu
   */
  readonly cpu?: Cpu;
  /**
   * The memory reserved for the web server, taken from what the app's container reserves.
   * @default Memory.gigabytes(0.2)
   * @azure container.resources.requests.memoryInGB
   */
  readonly memory?: Memory;
}

/** What {@link Https.automatic} may be told. */
export interface AutomaticHttpsOptions extends HttpsOptions {
  /**
   * Where the authority may write to. With Let's Encrypt it also makes ZeroSSL issue when Let's Encrypt does not.
   * @default - no address, and no second authority
   */
  readonly email?: string;
  /**
   * Who issues the certificates.
   * @default CertificateAuthority.letsEncrypt()
   */
  readonly ca?: CertificateAuthority;
  /**
   * Where account, certificates and keys are kept, so that no deploy asks for new ones: Let's Encrypt issues five a week
   * for the same names, and none after that. Whoever has the storage account's key can read the private keys.
   * @default - a share called `certificates` in a storage account of its own, called after the app
   */
  readonly share?: AzureFileShare;
}

/** What {@link Https.certificate} is told. */
export interface OwnCertificateOptions extends HttpsOptions {
  /** The certificate as PEM, and after it those that lead to its root. */
  readonly certificate: Secret;
  /** Its private key as PEM. The same secret as the certificate if that holds both, as a Key Vault's PEM does. */
  readonly key: Secret;
}

/** Where the certificates come from. */
export type CertificateSource =
  | ({ readonly kind: "automatic" } & AutomaticHttpsOptions)
  | ({ readonly kind: "certificate" } & OwnCertificateOptions);

/**
 * HTTPS for an app: a web server (Caddy) beside it ends TLS on port 443 and sends port 80 there. Azure Container
 * Instances has no TLS of its own.
 *
 * @example
 * const shop: AppDeclaration = {
 *   name: "shop",
 *   image: ImageSource.fromBuild("examples/hello"),
 *   ports: [Port.tcp(8080)],
 *   https: Https.automatic({ domains: ["shop.acme.com"] }),
 *   overrides: {
 *     dev: { https: Https.automatic({ ca: CertificateAuthority.letsEncryptStaging() }) },
 *     prod: {
 *       https: Https.certificate({
 *         domains: ["shop.acme.com"],
 *         certificate: Secret.fromVariable("tls_certificate"),
 *         key: Secret.fromVariable("tls_key"),
 *       }),
 *     },
 *   },
 * };
 */
export class Https {
  private constructor(readonly source: CertificateSource) {}

  /**
   * A trusted certificate that is fetched when the first client asks and renewed by itself, for the app's public name
   * and for `domains`. For a public address with a DNS label.
   */
  static automatic(options: AutomaticHttpsOptions = {}): Https {
    return new Https({ kind: "automatic", ...options });
  }

  /** A certificate of your own, served as it is. To renew it, change the secret and deploy. */
  static certificate(options: OwnCertificateOptions): Https {
    return new Https({ kind: "certificate", ...options });
  }
}
