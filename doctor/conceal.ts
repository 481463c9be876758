import { homedir } from "node:os";

const UUID = /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi;
/** A person's address, or a user of a machine; a digest is neither. */
const LOGIN = /[\w.+#-]+@(?!sha256:)\w[\w.-]*/g;
/** A JSON web token, and what URLs and connection strings carry. */
const TOKENS = [
  /\beyJ[\w-]+(\.[\w-]*)*/g,
  /\b(sig|code|access_token|client_secret|AccountKey)=[^&\s"']+/gi,
  /\bBearer \S+/gi,
];

/** Environment variables whose values are secrets. Source: azurerm's documentation, "Authenticating to Azure". */
const SECRET_VARIABLES =
  /^(ARM_(CLIENT_SECRET|CLIENT_CERTIFICATE_PASSWORD|CLIENT_CERTIFICATE|OIDC_TOKEN|OIDC_REQUEST_TOKEN|ACCESS_KEY|SAS_TOKEN)|ACTIONS_ID_TOKEN_REQUEST_TOKEN|TF_TOKEN_.*|TF_VAR_.*)$/;

/** Shorter values than this are words that stand in many places. */
const LEAST = 6;

/** Keeps out of a text what nobody else is to see. */
export class Concealer {
  private readonly secrets = new Set<string>();

  /** @param showIds whether ids and login names stay; secrets never do */
  constructor(
    env: NodeJS.ProcessEnv,
    private readonly showIds: boolean,
  ) {
    for (const [name, value = ""] of Object.entries(env)) {
      if (SECRET_VARIABLES.test(name)) this.add(value);
    }
    // The user and password of a proxy.
    for (const name of ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"]) {
      const [, login] = /:\/\/([^@/]+)@/.exec(env[name] ?? "") ?? [];
      if (login) this.add(login);
    }
  }

  add(secret: string): void {
    if (secret.length >= LEAST) this.secrets.add(secret);
  }

  conceal(text: string): string {
    const known = [...this.secrets]
      .sort((one, other) => other.length - one.length)
      .reduce((rest, secret) => rest.replaceAll(secret, "(not shown)"), text);
    const plain = TOKENS.reduce((rest, pattern) => rest.replace(pattern, "(not shown)"), known);
    if (this.showIds) return plain;
    return plain.replaceAll(homedir(), "~").replace(UUID, "********").replace(LOGIN, "********");
  }
}
