import { AzureState, SUBSCRIPTION } from "../support/azure-server";
import { findCloud } from "../../doctor/sign-in/cloud";
import { askAzure as ask, pathWith } from "../support/examination";

describe("sign-in", () => {
  test("by a client secret", async () => {
    expect(await ask("signed-in")).toMatchObject({ status: "pass", message: "by ARM_CLIENT_SECRET" });
    const refused = await ask("signed-in", { env: { ARM_CLIENT_SECRET: "wrong" } });
    expect(refused).toMatchObject({
      status: "fail",
      message: "The sign-in as ARM_CLIENT_ID was refused (AADSTS7000215).",
      fix: [expect.stringContaining("az ad app credential reset"), expect.anything()],
    });
    const halfway = await ask("signed-in", { env: { ARM_TENANT_ID: "" } });
    expect(halfway).toMatchObject({ status: "fail", message: "ARM_TENANT_ID must be set too." });
  });

  test("by OIDC", async () => {
    const oidc = { ARM_CLIENT_SECRET: "", ARM_USE_OIDC: "true" };
    const good = await ask("signed-in", { env: { ...oidc, ARM_OIDC_TOKEN: "hunter2-of-the-pipeline" } });
    expect(good).toMatchObject({ status: "pass", message: "by OIDC" });
    const bad = await ask("signed-in", { env: oidc });
    expect(bad).toMatchObject({
      status: "fail",
      fix: [expect.stringContaining("id-token: write"), expect.anything()],
    });
  });

  /** What an `az` says on its error stream. */
  const az = (said: string) => ({
    ARM_CLIENT_SECRET: "",
    PATH: pathWith({ az: `while read -r line; do echo "$line"; done >&2 <<'SAID'\n${said}\nSAID\nexit 1` }),
  });

  test.each([
    ["ERROR: Please run 'az login' to setup account.", "You are not logged in."],
    ["ERROR: AADSTS70043: The refresh token has expired or is invalid.", "The login has expired."],
    [
      "ERROR: The subscription of 'x' doesn't exist in cloud 'AzureCloud'.",
      "This login does not know the subscription of ARM_SUBSCRIPTION_ID.",
    ],
  ])("by the Azure CLI: %s", async (said, message) => {
    const { status, message: told, fix } = await ask("signed-in", { env: az(said) });
    expect([status, told]).toEqual(["fail", message]);
    expect(fix!.join("\n")).toContain("az login");
  });

  // As the Azure CLI 2.45 wrote it, but for the frames of the trace.
  const TRACED = "ERROR: The command failed with an unexpected error. Here is the traceback:";
  const POOL =
    "HTTPSConnectionPool(host='login.microsoftonline.com', port=443): Max retries exceeded with url: /11111111-2222-3333-4444-555555555555/v2.0/.well-known/openid-configuration";
  const OBJECT =
    "<urllib3.connection.HTTPSConnection object at 0x7fa071dd73d0>: Failed to establish a new connection";
  const UNTRUSTED =
    "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: certificate has expired (_ssl.c:992)";
  test.each([
    [
      "without a network",
      `${TRACED}\nERROR: ${POOL} (Caused by NewConnectionError('${OBJECT}: [Errno -2] Name or service not known'))\nTraceback (most recent call last):\n  File "connection.py", line 174, in _new_conn\nTo open a new issue, please run \`az feedback\``,
      "az did not reach login.microsoftonline.com (Name or service not known).",
      "curl --head https://login.microsoftonline.com",
    ],
    [
      "with a proxy that is down",
      `ERROR: ('Cannot connect to proxy.', NewConnectionError('${OBJECT}: [Errno 111] Connection refused'))`,
      "az did not reach Azure (Cannot connect to proxy).",
      "curl --head https://management.azure.com",
    ],
    [
      "with a certificate that is not trusted",
      `ERROR: ${UNTRUSTED}\nCertificate verification failed. This typically happens when using Azure CLI behind a proxy that intercepts traffic with a self-signed certificate.`,
      "az does not trust the certificate of Azure: something between reads along, such as a company's proxy.",
      "export REQUESTS_CA_BUNDLE=FILE",
    ],
    [
      "after az logout, with a warning first",
      "WARNING: Subscription '00000000-0000-0000-0000-000000000001' not recognized.\nERROR: Please run 'az login' to setup account.",
      "You are not logged in.",
      "az login",
    ],
    [
      "with a login that is no longer kept",
      "ERROR: User 'me@example.com' does not exist in MSAL token cache. Run `az login`.",
      "You are not logged in.",
      "az login",
    ],
  ])("by the Azure CLI, %s", async (_, said, message, remedy) => {
    const { status, message: told, fix } = await ask("signed-in", { env: az(said) });
    expect([status, told]).toEqual(["fail", message]);
    expect(fix!.join("\n")).toContain(remedy);
  });

  test("the subscription is chosen, and az has the same", async () => {
    const show = (id: string) => ({
      ARM_CLIENT_SECRET: "",
      PATH: pathWith({ az: `echo '{"id":"${id}","name":"Acme"}'` }),
    });
    expect(await ask("subscription", { env: show(SUBSCRIPTION) })).toMatchObject({
      status: "pass",
      message: '"Acme", as az has it',
    });
    expect(await ask("subscription", { env: show("another") })).toMatchObject({
      status: "warn",
      fix: [
        expect.anything(),
        "To have az in the other one too: az account set --subscription $ARM_SUBSCRIPTION_ID",
      ],
    });
    expect(await ask("subscription", { env: { ARM_SUBSCRIPTION_ID: "" } })).toMatchObject({
      status: "fail",
      fix: ["export ARM_SUBSCRIPTION_ID=$(az account show --query id --output tsv)"],
    });
    expect(await ask("subscription", { env: { ARM_SUBSCRIPTION_ID: "Acme" } })).toMatchObject({
      status: "fail",
      message: expect.stringContaining("not a name"),
    });
  });
});

test.each<[AzureState["subscription"], string, string]>([
  [{ state: "Disabled" }, "fail", "is Disabled"],
  [{ state: "PastDue" }, "warn", "is PastDue"],
  [{ tenantId: "99999999-2222-3333-4444-555555555555" }, "fail", "another tenant than ARM_TENANT_ID"],
  ["missing", "fail", "no such subscription"],
  ["refused", "fail", "may not see the subscription"],
])("a subscription that is %p: %s", async (subscription, status, message) => {
  expect(await ask("subscription-state", { state: { subscription } })).toMatchObject({
    status,
    message: expect.stringContaining(message),
  });
});

test.each([
  [undefined, "https://management.azure.com"],
  ["usgovernment", "https://management.usgovcloudapi.net"],
  ["China", "https://management.chinacloudapi.cn"],
])("ARM_ENVIRONMENT %s is asked at %s", async (ARM_ENVIRONMENT, resourceManager) => {
  const { signal } = new AbortController();
  expect(await findCloud({ ARM_ENVIRONMENT }, signal)).toMatchObject({ resourceManager });
});

test("a cloud that is not known is refused with those that are", async () => {
  const { signal } = new AbortController();
  await expect(findCloud({ ARM_ENVIRONMENT: "germany" }, signal)).rejects.toThrow(
    "only public, global, usgovernment, china",
  );
});
