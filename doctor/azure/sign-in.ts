import { Check, fail, Finding, NotAsked, pass, warn } from "../examination/check";
import { Declared } from "../examination/declared";
import { Examination } from "../examination/examination";
import { imagesToBuild } from "../examination/images-to-build";
import { ask } from "../asking/program";
import { NoAzureCli, SignInError, wayOf } from "../sign-in/credential";

export const azureCli: Check = {
  id: "azure-cli",
  name: "Azure CLI",
  remedy: "install the Azure CLI",
  run: async (on) => {
    await needsAzure(on);
    const builds = imagesToBuild(await declaredOrNothing(on)).some(({ builtBy }) => builtBy === "azure");
    const way = wayOf(on.env);
    if (way !== "azure-cli" && !builds) throw new NotAsked(`Terraform signs in by ${WORDS[way]}`);
    const { status } = await ask("az", ["version", "--output", "json"], on);
    if (status !== undefined) return pass("az is there");
    const found = fail(
      builds
        ? "There is no az command, and it builds the images."
        : "There is no az command, and Terraform signs in by it.",
      ["Install the Azure CLI: https://learn.microsoft.com/cli/azure/install-azure-cli", "az login"],
    );
    return builds ? found : softened(on, found);
  },
};

const WORDS = {
  "azure-cli": "the Azure CLI",
  "client-secret": "ARM_CLIENT_SECRET",
  oidc: "OIDC",
  "managed-identity": "a managed identity",
  certificate: "a certificate",
};

export const signedIn: Check = {
  id: "signed-in",
  name: "signed in",
  remedy: "az login",
  run: async (on) => {
    await needsAzure(on);
    try {
      await on.signIn();
      return pass(`by ${WORDS[wayOf(on.env)]}`);
    } catch (error) {
      if (error instanceof NoAzureCli) throw new NotAsked(error.message);
      if (!(error instanceof SignInError)) throw error;
      return softened(on, fail(error.message, error.fix));
    }
  },
};

export const subscriptionChosen: Check = {
  id: "subscription",
  name: "subscription",
  remedy: "export ARM_SUBSCRIPTION_ID=$(az account show --query id --output tsv)",
  run: async (on) => {
    await needsAzure(on);
    const { ARM_SUBSCRIPTION_ID: chosen } = on.env;
    const set = "export ARM_SUBSCRIPTION_ID=$(az account show --query id --output tsv)";
    if (!chosen)
      return softened(
        on,
        fail("ARM_SUBSCRIPTION_ID is not set, and Terraform does not ask az for it.", [set]),
      );
    if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(chosen)) {
      return softened(
        on,
        fail("ARM_SUBSCRIPTION_ID is no subscription's id: 8-4-4-4-12 hexadecimal digits, not a name.", [
          set,
        ]),
      );
    }
    if (wayOf(on.env) !== "azure-cli") return pass("ARM_SUBSCRIPTION_ID is set");
    const { status, stdout } = await ask("az", ["account", "show", "--output", "json"], on);
    if (status !== 0) throw new NotAsked("nobody is signed in");
    const { id, name } = JSON.parse(stdout) as { id: string; name: string };
    if (id.toLowerCase() === chosen.toLowerCase()) return pass(`"${name}", as az has it`);
    return warn(`ARM_SUBSCRIPTION_ID is another subscription than az's "${name}".`, [
      `To deploy to "${name}": ${set}`,
      "To have az in the other one too: az account set --subscription $ARM_SUBSCRIPTION_ID",
    ]);
  },
};

/** While main.ts is not sound, somebody who is not signed in is told so all the same. */
async function declaredOrNothing(on: Examination): Promise<Declared> {
  return on.declared().catch(() => new Declared([]));
}

async function needsAzure(on: Examination): Promise<void> {
  const declared = await declaredOrNothing(on);
  const isStored = declared.backends.some(({ kind }) => kind === "azurerm");
  if (declared.stacks.length > 0 && declared.stacksWith("azurerm").length === 0 && !isStored) {
    throw new NotAsked("no stack that you asked about is in Azure");
  }
}

/** Where HCP Terraform runs, its workspaces sign in: nobody must be signed in here. */
async function softened(on: Examination, finding: Finding): Promise<Finding> {
  const { backends } = await declaredOrNothing(on);
  if (!backends.some(({ kind }) => kind === "cloud")) return finding;
  return {
    ...finding,
    status: "warn",
    message: `${finding.message} The workspaces of HCP Terraform may sign in by themselves.`,
  };
}
