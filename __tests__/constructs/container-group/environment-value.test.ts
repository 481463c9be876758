import { EnvironmentVariables } from "../../../constructs/container-group/environment-value";
import { notSecret } from "../../../core/secrets/plain-value";
import { Secret } from "../../../core/secrets/secret";
import {
  containerFaults,
  containerJson,
  groupFaults,
  groupStack,
  Rule,
  testRules,
  web,
} from "../../support/rules";

const faults = (environmentVariables: EnvironmentVariables) => containerFaults({ environmentVariables });
const secret = Secret.fromVariable("token");

const rules: readonly Rule<EnvironmentVariables>[] = [
  [
    "name",
    { "1_a": "" },
    { _a: "" },
    'containers[0].environmentVariables is "_a". Allowed: 1–63 letters, digits and underscores, with no underscore first or last. Fix: write for example "LOG_LEVEL".',
  ],
  [
    "a name once, whatever its case",
    { a: "", b: "" },
    { a: "", A: "" },
    'containers[0].environmentVariables is "A". Allowed: each name once, upper and lower case being the same ("a" is there). Fix: remove A or a.',
  ],
  [
    "no plain value whose name says credential",
    { DB_PASSWORD: secret },
    { DB_PASSWORD: "hunter2" },
    'containers[0].environmentVariables.DB_PASSWORD is a plain value (not shown). Allowed: no credential as a plain value (its name says one). Fix: use Secret.fromVariable, or say notSecret(value, "why it is none").',
  ],
  [
    "no plain value that looks like a credential",
    { DATABASE: "postgres://db.example/app" },
    { DATABASE: "postgres://app:hunter2@db.example/app" },
    'containers[0].environmentVariables.DATABASE is a plain value (not shown). Allowed: no credential as a plain value (it looks like one). Fix: use Secret.fromVariable, or say notSecret(value, "why it is none").',
  ],
  [
    "a reason why it is no secret",
    { TOKEN: notSecret("abc", "a public demo key") },
    { TOKEN: notSecret("abc", " ") },
    'containers[0].environmentVariables.TOKEN is notSecret(…, ""). Allowed: a reason that a reviewer can judge. Fix: write for example notSecret("bearer", "names a kind of token").',
  ],
  [
    "a string",
    { PORT: "80" },
    { PORT: 80 as unknown as string },
    "containers[0].environmentVariables.PORT is a plain value (not shown). Allowed: a string, a Secret or notSecret(…). Fix: write a string.",
  ],
];

describe("the rules for environment variables", () => testRules(faults, rules));

test.each([
  ...[
    "PASSWORD",
    "DB_PASSWD",
    "dbPassword",
    "PGPASSWORD_PWD",
    "GITHUB_TOKEN",
    "client-secret",
    "STRIPE_API_KEY",
  ],
  ...["apiKey", "APIKEY", "AWS_SECRET_ACCESS_KEY", "AzureWebJobsStorage_ConnectionString", "CONN_STR"],
  ...["PRIVATE_KEY", "credentials", "TOKEN_2", "SSH_PASSPHRASE"],
  ...["PGPASSWORD", "MYSQL_PWD", "DB_PASS", "SMTP_PASS", "DBPASS", "ADMIN_PASS_OLD", "PASS"],
  ...["CLIENTSECRET", "SECRETKEY", "ACCESSTOKEN", "SECRET_PROD", "PASSWORD1", "DB_CREDS"],
  ...["GITHUB_PAT", "AUTH_KEY", "AZURE_STORAGE_KEY", "STORAGEKEY", "SESSION_KEY", "APP_KEY", "TOPIC_KEY"],
  ...["STORAGE_KEY_PRIMARY", "SIGNING_KEYS", "REDIS_AUTH", "BASIC_AUTH", "STORAGE_SAS", "ERLANG_COOKIE"],
  ...["REFRESH_TOKEN", "VERIFY_TOKEN", "PASSWORD_HASH", "TOKEN_GITHUB", "PROXY_AUTHORIZATION"],
])("%s says credential", (name) => {
  expect(faults({ [name.replace("-", "_")]: "x" })).toHaveLength(1);
});

test.each([
  ...[
    "PWD",
    "OLDPWD",
    "PASSWORD_FILE",
    "TOKEN_URL",
    "AWS_ACCESS_KEY_ID",
    "MAX_TOKENS",
    "SECRET_NAME",
    "TOKENIZER",
  ],
  ...[
    "PASSWORD_MIN_LENGTH",
    "KEYBOARD",
    "MONKEY",
    "PRIMARY_KEY",
    "SECRETARY",
    "API_URL",
    "COMPASS",
    "TOKEN_TTL",
  ],
  ...["COOKIE_DOMAIN", "COOKIE_SECURE", "COOKIE_SAME_SITE", "COOKIE_HTTP_ONLY", "SESSION_COOKIE_NAME"],
  ...["TOKEN_EXPIRES_IN", "TOKENS_PER_MINUTE", "TOKEN_REFRESH_INTERVAL", "tokenExpirySeconds"],
  ...["PASSWORD_HASH_ROUNDS", "PASSWORD_RESET_URL", "MYSQL_ALLOW_EMPTY_PASSWORD", "REQUIRE_PASSWORD"],
  ...["SECRETS_MANAGER_REGION", "SECRET_STORE", "VAULT_SECRETS_PATH", "CREDENTIALS_MODE"],
  ...["AUTHORIZATION_SERVER", "AUTH", "ENABLE_AUTH", "OAUTH", "AUTH_URL", "BYPASS", "PROXY_PASS"],
  ...[
    "KEY",
    "SSH_PUBLIC_KEY",
    "PARTITION_KEY",
    "CACHE_KEY",
    "SITE_KEY",
    "KEY_VAULT",
    "HOTKEY",
    "PATH",
    "SASS",
  ],
])("%s does not", (name) => {
  expect(faults({ [name]: "x" })).toEqual([]);
});

test("plain values and secrets go to fields of their own", () => {
  expect(
    containerJson({
      environmentVariables: {
        GREETING: "Ahoy ${you}",
        EMPTY: "",
        TOKEN: secret,
        MY_SECRET: notSecret("x", "demo"),
      },
    }),
  ).toMatchObject({
    environment_variables: { GREETING: "Ahoy $${you}", EMPTY: "", MY_SECRET: "x" },
    secure_environment_variables: { TOKEN: "${var.token}" },
  });
});

test("init containers have the same", () => {
  const init = { name: "init", image: "busybox:1.37", environmentVariables: { A: "b", TOKEN: secret } };
  const stack = groupStack({ containers: [web()], initContainers: [init] });
  expect(JSON.stringify(stack.resource.azurerm_container_group)).toContain(
    '"environment_variables":{"A":"b"},"image":"busybox:1.37","name":"init","secure_environment_variables":{"TOKEN":"${var.token}"}',
  );
  expect(groupFaults({ initContainers: [{ ...init, environmentVariables: { TOKEN: "x" } }] })).toHaveLength(
    1,
  );
});
