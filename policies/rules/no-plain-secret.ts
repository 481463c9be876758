import { holdsCredential } from "../../core/secrets/credential-name";
import { asBlocks, asJson, Json } from "../../core/terraform/json";
import { refersElsewhere } from "../../core/terraform/reference";
import { Finding, Policy, PolicyResource, resourcesIn } from "../policy";

/** A field whose value Terraform and Azure keep secret. */
interface SecretField {
  readonly name: string;
  readonly value: unknown;
}

export const noPlainSecret: Policy = {
  id: "no-plain-secret",
  reason: "A literal in a secret field is readable in the synthesized JSON and in whatever holds it.",
  check: (stack) => resourcesIn(stack).flatMap(literalSecrets),
};

function literalSecrets(resource: PolicyResource): Finding[] {
  return secretFields(resource)
    .filter(({ value }) => typeof value === "string" && value !== "" && isLiteral(value))
    .map(({ name }) => ({
      path: resource.path,
      found: `a literal in ${name}`,
      fix: "take it from Secret.fromVariable",
    }));
}

/** Whether a value is written out: nothing in it is read from elsewhere, or a part of it looks like a credential. */
function isLiteral(value: string): boolean {
  return !refersElsewhere(value) || holdsCredential(value);
}

function secretFields({ type, attributes }: PolicyResource): SecretField[] {
  switch (type) {
    case "azurerm_container_group": {
      const containers = [...asBlocks(attributes.container), ...asBlocks(attributes.init_container)];
      const logAnalytics = asBlocks(attributes.diagnostics).flatMap(({ log_analytics }) =>
        asBlocks(log_analytics),
      );
      return [
        ...asBlocks(attributes.image_registry_credential).map(field("password")),
        ...logAnalytics.map(field("workspace_key")),
        ...containers.flatMap(({ secure_environment_variables }) => entries(secure_environment_variables)),
        ...containers
          .flatMap(({ volume }) => asBlocks(volume))
          .flatMap((volume) => [field("storage_account_key")(volume), ...entries(volume.secret)]),
      ];
    }
    case "azurerm_container_app":
      return asBlocks(attributes.secret).map(({ name, value }) => ({
        name: `secret ${String(name)}`,
        value,
      }));
    case "azurerm_container_app_environment_storage":
      return [{ name: "access_key", value: attributes.access_key }];
    case "azurerm_container_registry_webhook":
      return entries(attributes.custom_headers).filter(({ name }) => /^authorization$/i.test(name));
    case "azurerm_key_vault_secret":
      return [{ name: "value", value: attributes.value }];
    default:
      return [];
  }
}

function field(name: string): (block: Json) => SecretField {
  return (block) => ({ name, value: block[name] });
}

function entries(map: unknown): SecretField[] {
  return Object.entries(asJson(map)).map(([name, value]) => ({ name, value }));
}
