import { defaultTerraform } from "../../check/terraform";
import { onceForEach } from "../../core/once";
import { Check, fail, Finding, NotAsked, pass, warn } from "../examination/check";
import { Examination } from "../examination/examination";
import { Answer, request, Unanswered } from "../asking/http";
import { findCloud } from "../sign-in/cloud";

/** What Node.js says of a certificate that it does not trust. Source: Node.js documentation, "TLS (SSL)" (X509 certificate error codes). */
const UNTRUSTED =
  /^(SELF_SIGNED_CERT_IN_CHAIN|DEPTH_ZERO_SELF_SIGNED_CERT|UNABLE_TO_(GET_ISSUER_CERT(_LOCALLY)?|VERIFY_LEAF_SIGNATURE)|CERT_UNTRUSTED|CERT_SIGNATURE_FAILURE|ERR_TLS_CERT_ALTNAME_INVALID)$/;
const NOT_VALID_NOW = /^CERT_(NOT_YET_VALID|HAS_EXPIRED)$/;

/** From here on Azure may refuse what a clock signs, in minutes. */
const MOST_MINUTES = 5;

/** Asks Azure's front door once, without any login. */
const probeOf = onceForEach(probe);

async function probe(on: Examination): Promise<{ host: string; answer: Answer | Unanswered }> {
  const { env, signal } = on;
  try {
    const { resourceManager } = await findCloud(env, signal);
    const { host } = new URL(resourceManager);
    const url = `${resourceManager}/metadata/endpoints?api-version=2022-09-01`;
    return { host, answer: await request(url, { signal }).catch(unanswered) };
  } catch (error) {
    return { host: env.ARM_METADATA_HOSTNAME ?? "", answer: unanswered(error) };
  }
}

function unanswered(error: unknown): Unanswered {
  if (error instanceof Unanswered) return error;
  throw error;
}

export const azureReached: Check = {
  id: "azure-reached",
  name: "Azure is reached",
  remedy: "export HTTPS_PROXY=…",
  run: async (on) => {
    const { host, answer } = await probeOf(on);
    if (!(answer instanceof Unanswered)) return pass(`${host} answers`);
    if (UNTRUSTED.test(answer.code) || NOT_VALID_NOW.test(answer.code))
      return pass(`${host} answers, with a certificate that is not trusted`);
    return notReached(answer, on);
  },
};

function notReached(answer: Unanswered, { env }: Examination): Finding {
  const proxy = env.HTTPS_PROXY || env.https_proxy;
  const host = answer.message.split(" ")[0]!;
  return fail(`${answer.message}.`, [
    proxy
      ? `The proxy of HTTPS_PROXY is asked. Try it: curl --head https://${host}`
      : "Behind a proxy: export HTTPS_PROXY=http://HOST:PORT",
    ...(proxy
      ? [`If it must not be asked for this: export NO_PROXY=${host}`]
      : [`Else see what stands between: curl --head https://${host}`]),
  ]);
}

export const certificates: Check = {
  id: "certificates",
  name: "certificates are trusted",
  remedy: "export NODE_EXTRA_CA_CERTS=FILE SSL_CERT_FILE=FILE",
  run: async (on) => {
    const { host, answer } = await probeOf(on);
    if (!(answer instanceof Unanswered)) return pass(`that of ${host} is`);
    if (!UNTRUSTED.test(answer.code)) throw new NotAsked("Azure was not reached");
    return fail(
      `The certificate of ${host} is not trusted (${answer.code}): something between reads along, such as a company's proxy.`,
      [
        "Get the certificate of its authority as PEM, from whoever runs it, and name it to Node.js, to Terraform and to az:",
        "export NODE_EXTRA_CA_CERTS=FILE SSL_CERT_FILE=FILE REQUESTS_CA_BUNDLE=FILE",
      ],
    );
  },
};

export const clock: Check = {
  id: "clock",
  name: "clock",
  remedy: "sudo timedatectl set-ntp true",
  run: async (on) => {
    const { answer } = await probeOf(on);
    const fix = ["sudo timedatectl set-ntp true", "date --utc"];
    if (answer instanceof Unanswered) {
      if (NOT_VALID_NOW.test(answer.code))
        return fail(
          `By this machine's clock, ${new Date().toISOString()}, Azure's certificate does not hold (${answer.code}).`,
          fix,
        );
      throw new NotAsked("Azure was not reached");
    }
    const date = Date.parse(answer.headers.get("date") ?? "");
    if (Number.isNaN(date)) throw new NotAsked("Azure's answer has no date");
    const minutes = Math.round((Date.now() - date) / 60_000);
    if (Math.abs(minutes) <= MOST_MINUTES) return pass("It goes right.");
    return fail(
      `This machine's clock is ${Math.abs(minutes)} minutes ${minutes > 0 ? "ahead of" : "behind"} Azure's: logins are refused.`,
      fix,
    );
  },
};

export const proxy: Check = {
  id: "proxy",
  name: "proxy",
  remedy: "use Node.js 22.21 or 24.5, or newer",
  run: async ({ env, declared }) => {
    const { localExecs } = await declared();
    if (!(env.HTTPS_PROXY || env.https_proxy)) throw new NotAsked("HTTPS_PROXY is not set");
    if (!localExecs.some(({ command }) => command.includes("publish.cjs")))
      throw new NotAsked("nothing that is declared is pushed");
    const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
    if (major > 24 || (major === 24 && minor >= 5) || (major === 22 && minor >= 21))
      return pass("Terraform and Node.js heed HTTPS_PROXY.");
    return warn(
      `Images are pushed by Node.js, and ${process.versions.node} goes past the proxy of HTTPS_PROXY.`,
      [
        "If the registry can only be reached through it, use Node.js 22.21 or 24.5, or newer: https://nodejs.org",
      ],
    );
  },
};

export const providerRegistry: Check = {
  id: "provider-registry",
  name: "Terraform's providers",
  remedy: "export HTTPS_PROXY=…, or name a mirror in ~/.terraformrc",
  run: async (on) => {
    const { signal, env } = on;
    if (env.TF_CLI_CONFIG_FILE) throw new NotAsked("TF_CLI_CONFIG_FILE says where providers come from");
    const host = /tofu/.test(defaultTerraform()) ? "registry.opentofu.org" : "registry.terraform.io";
    const answer = await request(`https://${host}/.well-known/terraform.json`, { signal }).catch(unanswered);
    if (answer instanceof Unanswered) return { ...notReached(answer, on), status: "warn" };
    if (answer.status === 200) return pass(`${host} answers`);
    return warn(`${host} answers with status ${answer.status}.`, [
      `curl https://${host}/.well-known/terraform.json`,
    ]);
  },
};
