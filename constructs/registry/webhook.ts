import { ContainerRegistryWebhook } from "@cdktf/provider-azurerm/lib/container-registry-webhook";
import { Token } from "cdktf";
import { Construct } from "constructs";
import { checkName } from "../../core/azure/names";
import { checkTags, Tags } from "../../core/azure/tags";
import { holdsCredential, namesCredential } from "../../core/secrets/credential-name";
import { checkHeaderName } from "../../core/http-header";
import { checkPlainValue, plainText, PlainValue } from "../../core/secrets/plain-value";
import { checkChoice, Fault, NOT_SHOWN, refuse, reportFaults } from "../../core/fault";
import { checkSecret, Secret } from "../../core/secrets/secret";
import { literalText, literalTexts } from "../../core/terraform/literal-text";
import { Registry } from "./registry";

/** What can set off a webhook, by Azure's names. */
export const WEBHOOK_ACTIONS = ["push", "delete", "quarantine", "chart_push", "chart_delete"] as const;

/** What is called, and when. */
export interface WebhookSettings {
  /**
   * The webhook's name: 5–50 letters and digits.
   * @azure name
   */
  readonly name: string;
  /**
   * What sets it off: 1 or more.
   * @azure actions
   */
  readonly actions: readonly (typeof WEBHOOK_ACTIONS)[number][];
  /**
   * What is called: `https://…` or `http://…`. A Secret if the address itself lets one in.
   * @azure serviceUri
   */
  readonly serviceUri: string | Secret;
  /**
   * What it is about: `REPOSITORY`, which means its tag `latest`, `REPOSITORY:TAG`, `REPOSITORY:*`, or a repository with a
   * `*` at its end.
   * @default - the whole registry
   * @azure scope
   */
  readonly scope?: string;
  /**
   * Headers of the call. azurerm does not hide them in a plan: a Secret stays hidden since its variable is sensitive.
   * @default - none
   * @azure customHeaders
   */
  readonly headers?: Readonly<Record<string, string | Secret | PlainValue>>;
  /**
   * Whether it is on.
   * @default true
   * @azure status
   */
  readonly enabled?: boolean;
}

/** What a {@link RegistryWebhook} is made from. */
export interface RegistryWebhookProps extends WebhookSettings {
  /** The registry that calls. */
  readonly registry: Registry;
  /**
   * The Azure region: the registry's, or one of its geo-replications'.
   * @default - the registry's
   */
  readonly location?: string;
  /**
   * Azure tags.
   * @default - no tags
   */
  readonly tags?: Tags;
}

/** A call that a registry makes when something happens to its images. */
export class RegistryWebhook extends Construct {
  constructor(scope: Construct, id: string, props: RegistryWebhookProps) {
    super(scope, id);
    reportFaults(this, faultsOf(props));
    const { registry, serviceUri, headers = {} } = props;
    const customHeaders = Object.entries(headers).map(([name, value]) => [
      literalText(name),
      value instanceof Secret ? value.render(this) : literalText(plainText(value)),
    ]);
    new ContainerRegistryWebhook(this, "Resource", {
      name: props.name,
      registryName: registry.registryName,
      resourceGroupName: registry.resourceGroupName,
      location: props.location ?? registry.location,
      actions: [...props.actions],
      serviceUri: serviceUri instanceof Secret ? serviceUri.render(this) : literalText(serviceUri),
      scope: props.scope,
      status: props.enabled === false ? "disabled" : "enabled",
      customHeaders: customHeaders.length > 0 ? Object.fromEntries(customHeaders) : undefined,
      tags: literalTexts(props.tags),
    });
  }
}

function faultsOf(props: RegistryWebhookProps): Fault[] {
  const { name, actions, serviceUri, headers = {} } = props;
  return [
    ...checkName("webhook", "name", name),
    ...actions.flatMap((action, i) => checkChoice(`actions[${i}]`, action, WEBHOOK_ACTIONS)),
    ...(serviceUri instanceof Secret ? checkSecret("serviceUri", serviceUri) : checkServiceUri(serviceUri)),
    ...checkScope(props.scope),
    ...Object.entries(headers).flatMap(([header, value]) => [
      ...checkHeaderName("headers", header),
      ...(value instanceof Secret
        ? checkSecret(`headers.${header}`, value)
        : checkPlainValue("headers", header, value)),
    ]),
    ...checkTags("tags", props.tags),
    ...(actions.length === 0 || new Set(actions).size < actions.length
      ? refuse("actions", actions, "1 action or more, each once", 'write for example ["push"]')
      : []),
  ];
}

/** Names of query parameters that let in whoever knows them, as Azure's own services have them. */
const KEYS_IN_QUERIES = ["code", "sig", "key"];

function checkServiceUri(uri: string): Fault[] {
  if (Token.isUnresolved(uri)) return [];
  const url = /^https?:\/\/\S+$/.test(uri) && URL.canParse(uri) ? new URL(uri) : undefined;
  const parameters = [...(url?.searchParams.keys() ?? [])];
  const letsIn = parameters.some((name) => KEYS_IN_QUERIES.includes(name) || namesCredential(name));
  if (letsIn || url?.username || url?.password || holdsCredential(uri)) {
    const allowed = "an address that holds no credential";
    return refuse("serviceUri", NOT_SHOWN, allowed, 'write Secret.fromVariable("webhook_address")');
  }
  if (url) return [];
  const allowed = "an address that starts with https:// or http://";
  return refuse("serviceUri", uri, allowed, 'write for example "https://example.com/hook"');
}

/** Source: azurerm's documentation of azurerm_container_registry_webhook (scope). */
function checkScope(scope: string | undefined): Fault[] {
  const form = /^[a-z0-9]+([._/-]+[a-z0-9]+)*\*?(:(\*|[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}))?$/;
  if (scope === undefined || Token.isUnresolved(scope) || form.test(scope)) return [];
  return refuse(
    "scope",
    scope,
    "REPOSITORY, REPOSITORY:TAG, REPOSITORY:* or REPOSITORY*",
    'write for example "hello:*", or leave it out for the whole registry',
  );
}
