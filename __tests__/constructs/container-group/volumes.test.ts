import { AzureFileShare } from "../../../constructs/container-group/azure-file-share";
import { InitContainerProps } from "../../../constructs/container-group/init-container";
import { ContainerGroupProps } from "../../../constructs/container-group/props";
import { Volume } from "../../../constructs/container-group/volume";
import { Secret } from "../../../core/secrets/secret";
import { groupFaults, quiet, Rule, testRules, web } from "../../support/rules";

type Changes = Partial<ContainerGroupProps>;

const secret = Secret.fromVariable("password");
const files = () => Volume.secret("certs", { "tls.key": secret }).mountAt("/certs");
const init: InitContainerProps = { name: "init", image: "busybox:1.37" };
const share = (quotaGigabytes?: number) =>
  Volume.azureFileShare(
    `files-${quotaGigabytes}`,
    AzureFileShare.create({ storageAccountName: "slipway", shareName: "files", quotaGigabytes }),
  ).mountAt(`/files-${quotaGigabytes}`);

const rules: readonly Rule<Changes>[] = [
  [
    "20 volumes at most",
    { containers: [web({ volumeMounts: emptyDirs(20) })] },
    { containers: [web({ volumeMounts: emptyDirs(21) })] },
    "volumeMounts is 21 volumes. Allowed: at most 20 volumes in a group. Fix: put several folders on one volume.",
  ],
  [
    "only an empty directory in several containers",
    {
      containers: [web({ volumeMounts: emptyDirs(1) }), { ...quiet(1)[0]!, volumeMounts: emptyDirs(1) }],
    },
    { containers: [web({ volumeMounts: [files()] }), { ...quiet(1)[0]!, volumeMounts: [files()] }] },
    'containers[1].volumeMounts[0] is "certs". Allowed: a volume in one place only, unless it is an emptyDir (containers[0].volumeMounts[0] has it). Fix: make a second volume of another name, which may hold the same.',
  ],
  [
    "no secret in an init container",
    { initContainers: [{ ...init, volumeMounts: emptyDirs(1) }] },
    { initContainers: [{ ...init, volumeMounts: [files()] }] },
    'initContainers[0].volumeMounts[0] is the secret "certs". Allowed: an emptyDir or a gitRepository in an init container, since others replace the group at every plan. Fix: use a secret environment variable, or mount the volume in a container.',
  ],
  [
    "one description of a share to make",
    { containers: [web({ volumeMounts: [share(5), share()] })] },
    { containers: [web({ volumeMounts: [share(5), share(6)] })] },
    'containers[0].volumeMounts[1].azureFileShare is "files-6". Allowed: one description of what is to be made (containers[0].volumeMounts[0] has another). Fix: use one AzureFileShare.create for both, or the same settings.',
  ],
];

function emptyDirs(count: number) {
  return Array.from({ length: count }, (_, i) => Volume.emptyDir(`cache-${i}`).mountAt(`/cache-${i}`));
}

describe("Azure's rules for a group's volumes", () => testRules(groupFaults, rules));
