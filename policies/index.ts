import { imagePinnedByDigest } from "./image-pinned-by-digest";
import { locksInProduction } from "./locks-in-production";
import { noAdminUser } from "./no-admin-user";
import { noPlainSecret } from "./no-plain-secret";
import { noPublicRegistryInProduction } from "./no-public-registry-in-production";
import { Policy } from "./policy";
import { probesPresent } from "./probes-present";
import { tagsPresent } from "./tags-present";

/** Every policy, in the order they are reported. */
export const policies: readonly Policy[] = [
  noPlainSecret,
  imagePinnedByDigest,
  noAdminUser,
  probesPresent,
  tagsPresent,
  noPublicRegistryInProduction,
  locksInProduction,
];
