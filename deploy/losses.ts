import { PlannedChange, SavedPlan } from "./stack-run";

/** What goes for good with a resource of these types, whatever is made in its place. */
const LOST: Readonly<Record<string, string>> = {
  azurerm_container_registry: "every image in it, and its name becomes free for anybody",
  azurerm_container_app_environment: "every app in it, and their public names",
  azurerm_storage_account: "everything stored in it, and its name becomes free for anybody",
  azurerm_storage_container: "the state files in it",
  azurerm_storage_share: "the files in it",
  azurerm_log_analytics_workspace: "the logs in it",
  azurerm_key_vault: "the keys and secrets in it",
  azurerm_key_vault_key: "what is encrypted with it",
  azurerm_traffic_manager_profile: "the app's public name, which becomes free for anybody",
  azurerm_container_registry_token: "the logins with its passwords",
};

/** What a plan loses for good: a change, and what goes with it. */
export function lossesOf({ changes }: SavedPlan): { change: PlannedChange; what: string }[] {
  return changes
    .filter(({ action }) => action === "delete" || action === "replace")
    .flatMap((change) => {
      const what = LOST[change.type];
      return what === undefined ? [] : [{ change, what }];
    });
}

/**
 * Whether a plan takes more away than a rollout does. A group that is replaced comes back, with all that belongs to the
 * rollout; what is only deleted, or holds something, does not.
 */
export function takesAway(plan: SavedPlan): boolean {
  return (
    lossesOf(plan).length > 0 ||
    plan.changes.some(({ action, type }) => action === "delete" && type !== "terraform_data")
  );
}
