import { onceForEach } from "../../core/once";
import { asJson, parseJson } from "../../core/terraform/json";
import { Check, fail, NotAsked, pass } from "../examination/check";
import { Declared, isKnown } from "../examination/declared";
import { Examination } from "../examination/examination";
import { Answer, Unanswered } from "../asking/http";

/** A container of blobs that states are kept in, and the blobs' names by their stacks. */
interface Container {
  readonly account: string;
  readonly container: string;
  readonly blobs: ReadonlyMap<string, string>;
}

/** One container for all: the backend is one choice. */
function containerOf(declared: Declared): Container {
  const own = declared.backends.filter(({ kind }) => kind === "azurerm");
  const [first] = own;
  if (first === undefined) throw new NotAsked("the state is not kept in Azure Storage");
  return {
    account: String(first.settings.storage_account_name),
    container: String(first.settings.container_name),
    blobs: new Map(own.map(({ stack, settings }) => [String(settings.key), stack])),
  };
}

/** Lists the blobs once. Source: Azure Storage documentation, "List Blobs". */
const listOf = onceForEach(async (on: Examination): Promise<Answer | Unanswered> => {
  const { account, container } = containerOf(await on.declared());
  const azure = await on.azure();
  return azure
    .blobs(account, `${container}?restype=container&comp=list&include=metadata`)
    .catch((error: unknown) => {
      if (error instanceof Unanswered) return error;
      throw error;
    });
});

export const stateReached: Check = {
  id: "state-reached",
  name: "state in Azure Storage",
  remedy: "ask for the role Storage Blob Data Contributor on the container",
  run: async (on) => {
    const declared = await on.declared();
    const { account, container } = containerOf(declared);
    const answer = await listOf(on);
    const isMadeHere = declared
      .of("azurerm_storage_account")
      .some(({ attributes: { name } }) => isKnown(name) && name === account);
    const make = isMadeHere
      ? ["Make it with local state first, then move the state: docs/state.md, Azure Storage."]
      : [
          "Correct storageAccountName and containerName of the backend in main.ts, or have it made: stateStorage (docs/state.md).",
        ];
    if (answer instanceof Unanswered) {
      if (answer.code === "ENOTFOUND") return fail(`There is no storage account ${account}.`, make);
      return fail(`${answer.message}.`, ["See whether a firewall or a proxy stands between."]);
    }
    if (answer.status === 200) return pass(`${container} in ${account} may be read`);
    const [, code = ""] = /<Code>(\w+)<\/Code>/.exec(answer.text) ?? [];
    if (answer.status === 404)
      return fail(`There is no container ${container} in the storage account ${account} (${code}).`, make);
    if (code === "AuthorizationPermissionMismatch") {
      return fail(`You may not read the container ${container} in ${account}.`, [
        "Have an Owner type:",
        `az role assignment create --assignee YOU --role "Storage Blob Data Contributor" --scope $(az storage account show --name ${account} --query id --output tsv)/blobServices/default/containers/${container}`,
        "It takes some minutes to take effect.",
      ]);
    }
    if (code === "AuthorizationFailure") {
      return fail(`The firewall of the storage account ${account} refuses this machine's address.`, [
        `az storage account network-rule add --account-name ${account} --ip-address ADDRESS`,
      ]);
    }
    return fail(
      `The storage account ${account} answers with status ${answer.status}${code && `, ${code}`}.`,
      ["az login"],
    );
  },
};

/** What Terraform writes of a lock, base64 in the blob's metadata. Source: hashicorp/terraform, internal/backend/remote-state/azure/client.go. */
interface LockInfo {
  readonly ID?: string;
  readonly Who?: string;
  readonly Created?: string;
}

export const stateLocks: Check = {
  id: "state-locks",
  name: "locks of the state",
  remedy: "terraform force-unlock ID",
  run: async (on) => {
    const { blobs } = containerOf(await on.declared());
    const answer = await listOf(on);
    if (answer instanceof Unanswered || answer.status !== 200) throw new NotAsked("the state cannot be read");
    const locked = [...answer.text.matchAll(/<Blob>(.*?)<\/Blob>/gs)].flatMap(([, blob = ""]) => {
      const stack = blobs.get(textIn(blob, "Name"));
      if (stack === undefined || textIn(blob, "LeaseState") !== "leased") return [];
      return [{ stack, ...lockIn(textIn(blob, "terraformlockid")) }];
    });
    if (locked.length === 0) return pass("None is held.");
    return fail(
      locked
        .map(
          ({ stack, Who = "Somebody", Created = "" }) =>
            `${stack} is locked by ${Who}${Created && ` since ${Created.slice(0, 19)}Z`}.`,
        )
        .join(" "),
      [
        "Wait until that run is done. Only if it is really gone, because it was killed, lift its lock:",
        ...locked.map(
          ({ stack, ID = "ID" }) =>
            `terraform -chdir=cdktf.out/stacks/${stack} init && terraform -chdir=cdktf.out/stacks/${stack} force-unlock ${ID}`,
        ),
      ],
    );
  },
};

function textIn(xml: string, tag: string): string {
  return new RegExp(`<${tag}>([^<]*)</${tag}>`, "i").exec(xml)?.[1] ?? "";
}

function lockIn(base64: string): LockInfo {
  return asJson(parseJson(Buffer.from(base64, "base64").toString()));
}
