import { AppInEnvironment } from "../../deployment/planned-stacks";
import { az, inSubscription } from "./azure-cli";
import { CommandError } from "./command-line";
import { type Login, RegistryClient } from "../../constructs/image/publish/registry-client.cjs";
import { Outputs } from "./stack-state";

/**
 * The repository of an app in its environment's registry, logged in with what the registry's stack gives: the
 * repository's push token, or the admin user; else with the Azure CLI's own login.
 */
export async function registryOf(
  app: Pick<AppInEnvironment, "repository">,
  outputs: Outputs,
): Promise<RegistryClient> {
  const server = String(outputs.login_server);
  const repository = app.repository!;
  return new RegistryClient(server, repository, await findLogin(server, repository, outputs));
}

async function findLogin(server: string, repository: string, outputs: Outputs): Promise<Login> {
  const { push_usernames, push_passwords, admin_username, admin_password } = outputs as {
    push_usernames?: Record<string, string>;
    push_passwords?: Record<string, string>;
    admin_username?: string;
    admin_password?: string;
  };
  const username = push_usernames?.[repository];
  const password = push_passwords?.[repository];
  if (username && password) return { username, password };
  if (admin_username && admin_password) return { username: admin_username, password: admin_password };
  return azureLogin(server);
}

/** Source: Azure documentation, "Authenticate with an Azure container registry" (az acr login with --expose-token). */
async function azureLogin(server: string): Promise<Login> {
  const name = server.split(".")[0]!;
  try {
    const login = ["acr", "login", "--name", name, "--expose-token"];
    const { accessToken } = (await az(...login, ...inSubscription())) as { accessToken: string };
    return { username: "00000000-0000-0000-0000-000000000000", password: accessToken };
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    throw new CommandError(
      `There is no login to the registry ${server}: its stack has no push token for the repository and no admin user, ` +
        `and the Azure CLI did not help.\n${error.message}`,
    );
  }
}
