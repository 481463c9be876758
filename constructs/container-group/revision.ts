import { ContainerGroupConfig } from "@cdktf/provider-azurerm/lib/container-group";
import { Fn, TerraformLocal } from "cdktf";
import { Construct } from "constructs";
import { createHash } from "node:crypto";
import { Fault, refuse } from "../../core/fault";
import { TerraformData } from "../../core/terraform/data";
import { resolved } from "../../core/terraform/resolved";

/** What {@link withRevision} is told. */
export interface RevisionProps {
  /** What tells the main container's image apart at synth: its content tag, digest or reference. */
  readonly imageContent: string;
}

const HASH_DIGITS = 8;
const GENERATION_DIGITS = 4;

/** How many characters a revision adds to a name: `-1a2b3c4d-5e6f`. */
export const REVISION_LENGTH = 1 + HASH_DIGITS + 1 + GENERATION_DIGITS;

/** Azure's limit for both names. */
const NAME_LIMIT = 63;

/** Azure changes these in place; the provider replaces the group for everything else. */
const CHANGED_IN_PLACE = new Set(["tags", "identity", "lifecycle"]);

/** Lists whose order means nothing to Azure: sets in the provider's schema. */
const SETS = new Set(["ports", "exposedPort", "zones", "subnetIds", "searchDomains", "options"]);

/**
 * Lets a container group be made beside the one it replaces: its name and DNS label get a revision.
 * `unsent` is what replaces the group although the provider would change it in place.
 *
 * The revision has two parts. The first is a hash of everything known at synth that would replace the group. The second
 * is new whenever the first changes or a value that only Terraform knows does (an image's digest, a secret), and then
 * never the same again: after a failed deploy, going back to the settings of the group that still runs needs a third
 * name, since Azure holds both of the others.
 */
export function withRevision(
  scope: Construct,
  config: ContainerGroupConfig,
  unsent: object,
  { imageContent }: RevisionProps,
): ContainerGroupConfig {
  const replacing = Object.entries(config).filter(([key]) => !CHANGED_IN_PLACE.has(key));
  const { literal, runtime } = split(resolved(scope, { ...Object.fromEntries(replacing), unsent }));
  const hash = createHash("sha256")
    .update(JSON.stringify([imageContent, literal]))
    .digest("hex")
    .slice(0, HASH_DIGITS);
  const values = new TerraformLocal(scope, "revision-values", runtime);
  const generation = new TerraformData(scope, "revision", {
    // Hashed, so that no secret among the values is written to the state once more.
    triggersReplace: { revision: hash, values: Fn.sha256(Fn.jsonencode(values.expression)) },
    lifecycle: { createBeforeDestroy: true },
  });
  const suffix = `-${hash}-${Fn.substr(generation.id, 0, GENERATION_DIGITS)}`;
  return {
    ...config,
    name: config.name + suffix,
    dnsNameLabel: config.dnsNameLabel === undefined ? undefined : config.dnsNameLabel + suffix,
    lifecycle: { ...config.lifecycle, createBeforeDestroy: true },
  };
}

/** What is wrong with names that a revision is added to. Their other rules are checked elsewhere. */
export function checkRoomForRevision(names: { name: string; dnsNameLabel?: string }): Fault[] {
  const most = NAME_LIMIT - REVISION_LENGTH;
  return (["name", "dnsNameLabel"] as const).flatMap((property) => {
    const given = names[property] ?? "";
    // One that is too long in itself is reported as that.
    if (given.length <= most || given.length > NAME_LIMIT) return [];
    const allowed = `at most ${most} characters with a gated rollout, which adds a revision of ${REVISION_LENGTH} to it`;
    return refuse(property, given, allowed, `shorten it by ${given.length - most}`);
  });
}

/** The settings with sorted keys and without values that only Terraform knows, and the expressions of those. */
function split(settings: unknown): { literal: unknown; runtime: string[] } {
  const runtime: string[] = [];
  const visit = (value: unknown, key: string): unknown => {
    if (typeof value === "string" && /(^|[^$])\$\{/.test(value)) {
      runtime.push(value);
      return "${}";
    }
    if (Array.isArray(value)) {
      const items = value.map((item) => visit(item, ""));
      return SETS.has(key) ? items.map((item) => JSON.stringify(item)).sort() : items;
    }
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
      Object.entries(value)
        .filter(([, item]) => item !== undefined)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, item]) => [name, visit(item, name)]),
    );
  };
  return { literal: visit(settings, ""), runtime };
}
