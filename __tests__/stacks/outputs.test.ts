import { Deployment } from "../../deployment/deployment";
import { exampleDeployment, StackJson, stacksOf } from "../support/synthesis";

/** The names of a stack's outputs, the sensitive ones marked. */
function outputs(changes: Partial<Deployment>, stack: string): string[] {
  const declared = stacksOf(exampleDeployment(changes))[stack].output as Record<string, StackJson>;
  return Object.entries(declared).map(([name, { sensitive }]) => (sensitive ? `${name} (sensitive)` : name));
}

/**
 * The contract with other stacks, `cdktf output`, and whoever reads the state from outside this project: a name is
 * never changed or taken away, and what is sensitive stays so.
 */
test.each<[stack: string, changes: Partial<Deployment>, names: string[]]>([
  ["dev-registry", {}, ["login_server", "pull_identity_id", "push_passwords (sensitive)", "push_usernames"]],
  [
    "dev-registry",
    { registries: [{ name: "dev", location: "westeurope", adminUser: true }] },
    [
      "admin_password (sensitive)",
      "admin_username",
      "login_server",
      "pull_identity_id",
      "push_passwords (sensitive)",
      "push_usernames",
    ],
  ],
  ["dev-hello-image", {}, ["image", "tags"]],
  ["dev-hello", {}, ["fqdn", "image", "ip_address", "url"]],
  [
    "bootstrap",
    {
      stateStorage: {
        storageAccountName: "slipwaystate",
        containerName: "tfstate",
        location: "westeurope",
      },
    },
    ["container_name", "storage_account_name"],
  ],
])("the outputs of %s %#", (stack, changes, names) => {
  expect(outputs(changes, stack)).toEqual(names);
});
