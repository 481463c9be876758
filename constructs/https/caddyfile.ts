/** What Caddy is told. Every text must be free of white space, quotes and braces. */
export interface CaddyfileProps {
  /** The names that get certificates of an ACME authority; none for a certificate that is there. */
  readonly automatic?: {
    readonly names: readonly [string, ...string[]];
    /** The folder that keeps account, certificates and keys. */
    readonly storage: string;
    readonly email?: string;
    /** @default - Let's Encrypt */
    readonly directory?: string;
    /** The file with the certificate that the authority's server is trusted by. */
    readonly root?: string;
  };
  /** The files with a certificate and its key. */
  readonly certificate?: { readonly file: string; readonly key: string };
  /** The port that the app listens on. */
  readonly port: number;
  /** The path that is answered over plain HTTP too, for whoever asks the group by another name. */
  readonly healthPath?: string;
  /**
   * How long a connection that is used may stay open, in seconds, for an app whose public name moves to another group
   * while clients are connected to this one.
   * @default - as long as the client likes
   */
  readonly connectionSeconds?: number;
}

/** Where the sidecar answers as long as it runs, whatever the app does. */
export const ALIVE_PATH = "/.well-known/caddy-alive";

/** The ports that Caddy answers on. ACME's challenges come to these and no others. */
export const HTTP_PORT = 80;
export const HTTPS_PORT = 443;

/**
 * The configuration of the Caddy that ends TLS before an app.
 *
 * Source: Caddy's documentation, "Global options", "tls", "reverse_proxy" and "Automatic HTTPS".
 */
export function renderCaddyfile(props: CaddyfileProps): string {
  return render([
    block("", globalOptions(props)),
    block(siteAddress(props), [...tls(props), ...renewal(props), proxy(props)]),
    block(`:${HTTP_PORT}`, [...health(props), ...alive(), ...redirect(props)]),
  ]);
}

/** A line, or a line that opens a block, and what is in the block. */
type Directive = string | readonly [string, readonly Directive[]];

function globalOptions({ automatic }: CaddyfileProps): Directive[] {
  return [
    // Nothing can change a running configuration, or be left over from another.
    "admin off",
    "persist_config off",
    ...(automatic ? acme(automatic) : []),
    // Long enough for the requests under way when the group goes; without it Caddy waits for ever.
    "grace_period 10s",
    // HTTP/3 would need UDP 443.
    block("servers", ["protocols h1 h2"]),
  ];
}

function acme({
  names,
  storage,
  email,
  directory,
  root,
}: NonNullable<CaddyfileProps["automatic"]>): string[] {
  return [
    `storage file_system ${storage}`,
    ...(email === undefined ? [] : [`email ${email}`]),
    ...(directory === undefined ? [] : [`acme_ca ${directory}`]),
    ...(root === undefined ? [] : [`acme_ca_root ${root}`]),
    // For clients that name no host, such as probes.
    `default_sni ${names[0]}`,
  ];
}

function siteAddress({ automatic }: CaddyfileProps): string {
  return automatic ? automatic.names.join(", ") : "https://";
}

function tls({ certificate }: CaddyfileProps): Directive[] {
  // On demand: a certificate is asked for when a client asks for its name, so never by a group that gets no traffic,
  // and not before the name leads here.
  return [certificate ? `tls ${certificate.file} ${certificate.key}` : block("tls", ["on_demand"])];
}

/**
 * A client that keeps its connection would stay with this group until it goes. One second in so many, each answer ends
 * its connection, so that whoever asks often looks the name up anew. WebSockets stay.
 */
function renewal({ connectionSeconds: seconds }: CaddyfileProps): Directive[] {
  if (seconds === undefined) return [];
  const second = `expression \`int({time.now.unix}) % ${seconds} == 0\``;
  return [block("@renewed", [second, "not header Connection *pgrade*"]), "header @renewed Connection close"];
}

function proxy({ port }: CaddyfileProps): string {
  return `reverse_proxy 127.0.0.1:${port}`;
}

function health(props: CaddyfileProps): Directive[] {
  if (props.healthPath === undefined) return [];
  return [`@health path ${props.healthPath}`, block("handle @health", [proxy(props)])];
}

function alive(): Directive[] {
  return [block(`handle ${ALIVE_PATH}`, ["respond 204"])];
}

/** Names without a certificate lead to the first that has one. (Caddy itself sends each of its names to HTTPS.) */
function redirect({ automatic }: CaddyfileProps): Directive[] {
  return [block("handle", [`redir https://${automatic?.names[0] ?? "{host}"}{uri} 308`])];
}

function block(opening: string, directives: readonly Directive[]): Directive {
  return [opening, directives];
}

function render(directives: readonly Directive[], indent = ""): string {
  return directives
    .map((directive) => {
      if (typeof directive === "string") return `${indent}${directive}\n`;
      const [opening, inner] = directive;
      return `${indent}${opening && `${opening} `}{\n${render(inner, `${indent}\t`)}${indent}}\n`;
    })
    .join("");
}
