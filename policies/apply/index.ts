import { Policy } from "../policy";
import { httpsInProduction } from "../rules/https-in-production";
import { imagePinnedByDigest } from "../rules/image-pinned-by-digest";
import { locksInProduction } from "../rules/locks-in-production";
import { noAdminUser } from "../rules/no-admin-user";
import { noDockerHubInProduction } from "../rules/no-docker-hub-in-production";
import { noPlainSecret } from "../rules/no-plain-secret";
import { noPublicRegistryInProduction } from "../rules/no-public-registry-in-production";
import { probesPresent } from "../rules/probes-present";
import { tagsPresent } from "../rules/tags-present";

/** Every policy, in the order they are reported. */
export const policies: readonly Policy[] = [
  noPlainSecret,
  imagePinnedByDigest,
  noAdminUser,
  probesPresent,
  tagsPresent,
  noPublicRegistryInProduction,
  noDockerHubInProduction,
  locksInProduction,
  httpsInProduction,
];
