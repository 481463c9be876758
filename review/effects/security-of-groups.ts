import { asBlocks, asJson, Json } from "../../core/terraform/json";
import { ResourceChange } from "../plan/stack-plan";
import { cameAndWent } from "../words/causes";
import { asList, capital, isChanged, narrower, said, Said, wider } from "./said";

/** What changes in who may reach a container group, and in what it may do. */
export function securityOfGroup(change: ResourceChange, subject: string): Said[] {
  return [
    ...openPorts(change, subject),
    ...networks(change, subject),
    ...variables(change, subject),
    ...identities(change, subject),
    ...privileged(change, subject),
  ];
}

function networks(change: ResourceChange, subject: string): Said[] {
  if (change.action === "create" || !isChanged(change, "ip_address_type")) return [];
  const kind = (of: Json | undefined) => String(of?.ip_address_type ?? "Public");
  const [before, after] = [kind(change.before), kind(change.after)];
  const words: Record<string, string> = {
    Public: "has a public address",
    Private: "has a private address",
    None: "has no address",
  };
  return [
    said(
      `${capital(subject)} ${words[after]} from now on; it had ${before === "None" ? "none" : `a ${before.toLowerCase()} one`}.`,
      after === "Public",
    ),
  ];
}

function openPorts(change: ResourceChange, subject: string): Said[] {
  const isPublic = (of: Json | undefined) =>
    of !== undefined && (of.ip_address_type ?? "Public") === "Public";
  const { came, went } = cameAndWent(change, "exposed_port");
  const names = (ports: unknown[]) =>
    ports.map((port) => `${String(asJson(port).port)}/${String(asJson(port).protocol ?? "TCP")}`).join(", ");
  const others = came.length > 1 ? "Ports" : "Port";
  return [
    ...(came.length > 0 && isPublic(change.after)
      ? [
          wider(
            `${others} ${names(came)} of ${subject} ${came.length > 1 ? "are" : "is"} opened to the internet.`,
          ),
        ]
      : []),
    ...(went.length > 0 && isPublic(change.before) && change.after
      ? [
          narrower(
            `${went.length > 1 ? "Ports" : "Port"} ${names(went)} of ${subject} ${went.length > 1 ? "are" : "is"} closed.`,
          ),
        ]
      : []),
  ];
}

/** Environment variables that became secret, or plain; names only. */
function variables({ before, after, action }: ResourceChange, subject: string): Said[] {
  if (action === "create" || action === "delete") return [];
  const names = (of: Json | undefined, kind: string) =>
    new Set(
      ["container", "init_container"].flatMap((list) =>
        asBlocks(of?.[list]).flatMap((one) => Object.keys(asJson(one[kind]))),
      ),
    );
  const [plainBefore, secretBefore] = [
    names(before, "environment_variables"),
    names(before, "secure_environment_variables"),
  ];
  const [plainAfter, secretAfter] = [
    names(after, "environment_variables"),
    names(after, "secure_environment_variables"),
  ];
  return [
    ...[...plainAfter]
      .filter((name) => secretBefore.has(name))
      .map((name) =>
        wider(
          `The environment variable ${name} of ${subject} is readable by everybody who may see the group; it was secret.`,
        ),
      ),
    ...[...secretAfter]
      .filter((name) => plainBefore.has(name))
      .map((name) =>
        narrower(
          `The environment variable ${name} of ${subject} becomes secret; its old value was readable, so change it.`,
        ),
      ),
    ...[...secretAfter]
      .filter((name) => !plainBefore.has(name) && !secretBefore.has(name))
      .map((name) => narrower(`The environment variable ${name} of ${subject} is new and secret.`)),
  ];
}

/** What changes in whom a group or an app may act as. */
export function identities(change: ResourceChange, subject: string): Said[] {
  if (!isChanged(change, "identity") || change.action === "create") return [];
  const ids = (of: Json | undefined) => asList(asBlocks(of?.identity)[0]?.identity_ids).map(String);
  const types = (of: Json | undefined) => String(asBlocks(of?.identity)[0]?.type ?? "");
  const came = ids(change.after).filter((id) => !ids(change.before).includes(id)).length;
  const own =
    types(change.after).includes("SystemAssigned") && !types(change.before).includes("SystemAssigned");
  return [
    said(
      `${capital(subject)} carries other identities than before, with all that these may do.`,
      came > 0 || own,
    ),
  ];
}

function privileged(change: ResourceChange, subject: string): Said[] {
  const isPrivileged = (of: Json | undefined) =>
    asBlocks(of?.container).some((one) => asBlocks(one.security)[0]?.privilege_enabled === true);
  return isPrivileged(change.after) && !isPrivileged(change.before)
    ? [wider(`A container of ${subject} runs privileged.`)]
    : [];
}
