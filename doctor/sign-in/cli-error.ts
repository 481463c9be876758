/** Why the Azure CLI did not do something, and what to type. */
export interface CliError {
  readonly message: string;
  readonly fix: readonly string[];
}

/** Beside the error itself it tells of updates and of what it assumes, and, where it foresaw nothing, shows a trace. */
const TRACE_FOLLOWS = /^The command failed with an unexpected error/;

/**
 * What the Azure CLI means by what it wrote to its error stream, when it was asked about a subscription.
 * Source: Azure CLI, azure/cli/core/auth and azure/cli/core/_profile.py (its messages), seen with 2.45.
 */
export function readCliError(stderr: string, subscription: string | undefined): CliError {
  const said = complaint(stderr);
  const unreached = notReached(said);
  if (unreached) return unreached;
  if (
    subscription &&
    /subscription of .* doesn't exist|Subscription .* not found|\(SubscriptionNotFound\)/i.test(said)
  ) {
    return {
      message: "This login does not know the subscription of ARM_SUBSCRIPTION_ID.",
      fix: [
        "az account list --all --output table",
        "az login --tenant TENANT, if it belongs to another tenant",
        "export ARM_SUBSCRIPTION_ID=$(az account show --query id --output tsv)",
      ],
    };
  }
  if (/AADSTS(70043|700082|50173|50078|50076|50079)|expired|interaction.required/i.test(said))
    return { message: "The login has expired.", fix: ["az login"] };
  if (/please run ['"]?az login|run [`'"]az login|token from MSAL cache/i.test(said))
    return { message: "You are not logged in.", fix: ["az login"] };
  return { message: said, fix: [] };
}

/** The line that says what is wrong. */
function complaint(stderr: string): string {
  const lines = stderr.split("\n").map((line) => line.trim());
  const errors = lines.filter((line) => line.startsWith("ERROR:")).map((line) => line.slice(6).trim());
  return errors.find((line) => !TRACE_FOLLOWS.test(line)) ?? lines.findLast((line) => line !== "") ?? "";
}

/** Python's words for a server that was not reached or is not trusted, which name objects of Python and the tenant. */
function notReached(said: string): CliError | undefined {
  const [, host] = /HTTPS?ConnectionPool\(host='([^']+)'/.exec(said) ?? [];
  const server = host ?? "Azure";
  if (/CERTIFICATE_VERIFY_FAILED/.test(said)) {
    return {
      message: `az does not trust the certificate of ${server}: something between reads along, such as a company's proxy.`,
      fix: ["export REQUESTS_CA_BUNDLE=FILE, with the certificate of its authority as PEM"],
    };
  }
  if (!/ConnectionPool|Connection object|Connection aborted/.test(said)) return undefined;
  const reasons = [
    /Cannot connect to proxy/,
    /(?<=\[Errno -?\d+\] )[^'"()]+/,
    /timed out/,
    /Max retries exceeded/,
  ];
  const why = reasons.flatMap((reason) => reason.exec(said)?.[0] ?? [])[0] ?? "no answer";
  return {
    message: `az did not reach ${server} (${why.trim()}).`,
    fix: [`See what stands between: curl --head https://${host ?? "management.azure.com"}`],
  };
}
