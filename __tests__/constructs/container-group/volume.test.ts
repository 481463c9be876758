import { AzureFileShare } from "../../../constructs/container-group/azure-file-share";
import { Volume, VolumeMount } from "../../../constructs/container-group/volume";
import { notSecret } from "../../../core/secrets/plain-value";
import { Secret } from "../../../core/secrets/secret";
import {
  containerFaults,
  containerJson,
  groupFaults,
  groupStack,
  Rule,
  testRules,
  web,
} from "../../support/rules";
import { onlyResource, StackJson } from "../../support/synthesis";

type Mounts = readonly VolumeMount[];

const faults = (volumeMounts: Mounts) => containerFaults({ volumeMounts });
const key = Secret.fromVariable("key");
const at = "containers[0].volumeMounts[0]";
const git = (url: string, props = {}) => [Volume.gitRepository("content", url, props).mountAt("/content")];
const share = (props: Partial<Parameters<typeof AzureFileShare.existing>[0]> = {}) => [
  Volume.azureFileShare(
    "files",
    AzureFileShare.existing({
      storageAccountName: "slipway",
      shareName: "files",
      storageAccountKey: key,
      ...props,
    }),
  ).mountAt("/files"),
];
const newShare = (props: Partial<Parameters<typeof AzureFileShare.create>[0]> = {}) => [
  Volume.azureFileShare(
    "files",
    AzureFileShare.create({ storageAccountName: "slipway", shareName: "files", ...props }),
  ).mountAt("/files"),
];
const repository = "https://github.com/me/content";

const rules: readonly Rule<Mounts>[] = [
  [
    "name",
    [Volume.emptyDir("cache").mountAt("/cache")],
    [Volume.emptyDir("data").mountAt("/cache")],
    `${at}.name is "data". Allowed: 5–63 lower-case letters, digits and hyphens, with no hyphen first, last or doubled. Fix: write for example "cache".`,
  ],
  [
    "path",
    [Volume.emptyDir("cache").mountAt("/var/cache")],
    [Volume.emptyDir("cache").mountAt("/a:b")],
    `${at}.path is "/a:b". Allowed: an absolute path below /, without a colon. Fix: write for example "/data".`,
  ],
  [
    "a path once",
    [Volume.emptyDir("cache").mountAt("/a"), Volume.emptyDir("other").mountAt("/b")],
    [Volume.emptyDir("cache").mountAt("/a"), Volume.emptyDir("other").mountAt("/a")],
    'containers[0].volumeMounts[1].path is "/a". Allowed: each path once in a container. Fix: mount one of the volumes elsewhere.',
  ],
  [
    "a folder once, however it is written",
    [Volume.emptyDir("cache").mountAt("/a"), Volume.emptyDir("other").mountAt("/ab/")],
    [Volume.emptyDir("cache").mountAt("/a/b"), Volume.emptyDir("other").mountAt("//a/./b/")],
    'containers[0].volumeMounts[1].path is "//a/./b/". Allowed: each path once in a container. Fix: mount one of the volumes elsewhere.',
  ],
  [
    "a secret volume with files",
    [Volume.secret("certs", { "tls.key": key }).mountAt("/certs")],
    [Volume.secret("certs", {}).mountAt("/certs")],
    `${at}.secret is {}. Allowed: 1 file or more. Fix: write for example { "tls.key": Secret.fromVariable("tls_key") }.`,
  ],
  [
    "a file's name",
    [Volume.secret("certs", { _a: key }).mountAt("/certs")],
    [Volume.secret("certs", { "a/b": key }).mountAt("/certs")],
    `${at}.secret is "a/b". Allowed: 1–253 letters, digits, hyphens, underscores and periods. Fix: write for example "tls.key".`,
  ],
  [
    "a file that is a secret",
    [Volume.secret("certs", { a: key }).mountAt("/certs")],
    [Volume.secret("certs", { a: "hunter2" as unknown as Secret }).mountAt("/certs")],
    `${at}.secret.a is a plain value (not shown). Allowed: a Secret, so that the value is not written into the synthesized JSON. Fix: use Secret.fromVariable.`,
  ],
  [
    "a git repository's URL",
    git(repository),
    git("git@github.com:me/content"),
    `${at}.gitRepository.url is "git@github.com:me/content". Allowed: https:// or http:// and the repository, without a user name or password. Fix: write for example "https://github.com/OWNER/REPOSITORY".`,
  ],
  [
    "no credential in a git repository's URL",
    git(repository),
    git("https://me:hunter2@github.com/me/content"),
    `${at}.gitRepository.url is a plain value (not shown). Allowed: https:// or http:// and the repository, without a user name or password. Fix: use a public repository, or an Azure file share.`,
  ],
  [
    "a git repository's folder",
    git(repository, { directory: "." }),
    git(repository, { directory: "../etc" }),
    `${at}.gitRepository.directory is "../etc". Allowed: a folder inside the volume, without .. and white space. Fix: write "." or a folder's name.`,
  ],
  [
    "a git repository's commit",
    git(repository, { revision: "0123abc" }),
    git(repository, { revision: "main" }),
    `${at}.gitRepository.revision is "main". Allowed: a commit: 7–40 hexadecimal digits. Fix: copy it from "git rev-parse HEAD".`,
  ],
  [
    "a storage account's name",
    share({ storageAccountName: "abc" }),
    share({ storageAccountName: "my-account" }),
    `${at}.azureFileShare.storageAccountName is "my-account". Allowed: 3–24 lower-case letters and digits. Fix: write for example "acmefiles".`,
  ],
  [
    "a share's name",
    share({ shareName: "my-files" }),
    share({ shareName: "my--files" }),
    `${at}.azureFileShare.shareName is "my--files". Allowed: 3–63 lower-case letters, digits and hyphens, with no hyphen first, last or doubled. Fix: write for example "uploads".`,
  ],
  [
    "an account's key that is a secret",
    share(),
    share({ storageAccountKey: "hunter2" as unknown as Secret }),
    `${at}.azureFileShare.storageAccountKey is a plain value (not shown). Allowed: a Secret, so that the value is not written into the synthesized JSON. Fix: use Secret.fromVariable.`,
  ],
  [
    "a new share's size",
    newShare({ quotaGigabytes: 102400 }),
    newShare({ quotaGigabytes: 0 }),
    `${at}.azureFileShare.quotaGigabytes is 0. Allowed: a whole number of 1 to 102400 GB. Fix: write for example 1.`,
  ],
  [
    "a new account's copies",
    newShare({ replication: "ZRS" }),
    newShare({ replication: "XRS" as "ZRS" }),
    `${at}.azureFileShare.replication is "XRS". Allowed: LRS, ZRS, GRS, GZRS, RAGRS, RAGZRS. Fix: write for example "LRS".`,
  ],
];

describe("Azure's rules for volumes", () => testRules(faults, rules));

test("each volume becomes what Azure calls it", () => {
  const { volume } = containerJson({
    volumeMounts: [
      Volume.emptyDir("cache").mountAt("/cache"),
      Volume.secret("certs", { "tls.key": key }).mountAt("/certs", { readOnly: true }),
      ...git(repository, { directory: ".", revision: "0123abc" }),
      ...share(),
    ],
  });
  expect(volume).toEqual([
    { name: "cache", mount_path: "/cache", read_only: false, empty_dir: true },
    {
      name: "certs",
      mount_path: "/certs",
      read_only: true,
      secret: { "tls.key": "${base64encode(var.key)}" },
    },
    {
      name: "content",
      mount_path: "/content",
      read_only: false,
      git_repo: { url: repository, directory: ".", revision: "0123abc" },
    },
    {
      name: "files",
      mount_path: "/files",
      read_only: false,
      share_name: "files",
      storage_account_name: "slipway",
      storage_account_key: "${var.key}",
    },
  ]);
});

test("Terraform encodes a secret that only an expression names", () => {
  const secret = Secret.fromExpression('${data.x.y.outputs["key"]}');
  const { volume } = containerJson({
    volumeMounts: [Volume.secret("certs", { a: secret }).mountAt("/certs")],
  });
  expect(volume[0].secret.a).toBe('${base64encode(data.x.y.outputs["key"])}');
});

test("what is no secret among the files is a local value for all to read", () => {
  const files = { "app.conf": notSecret('say "${hi}" %{x}\n', "a configuration"), key };
  const stack = groupStack({
    containers: [web({ volumeMounts: [Volume.secret("certs", files).mountAt("/certs")] })],
  });
  const [name] = Object.keys(stack.locals);
  expect(stack.locals[name!]).toBe('say "$${hi}" %%{x}\n');
  const [{ container }] = Object.values<StackJson>(stack.resource.azurerm_container_group);
  expect(container[0].volume[0].secret).toEqual({
    "app.conf": `\${base64encode(local.${name})}`,
    key: "${base64encode(var.key)}",
  });
});

test("a new share is made once, with its account, however often it is mounted", () => {
  const files = AzureFileShare.create({
    storageAccountName: "slipway",
    shareName: "files",
    quotaGigabytes: 7,
  });
  const mounts = ["one-x", "two-x"].map((name) => Volume.azureFileShare(name, files).mountAt(`/${name}`));
  const { resource } = groupStack({ containers: [web({ volumeMounts: mounts })], tags: { team: "web" } });
  expect(Object.values(resource.azurerm_storage_account)).toEqual([
    expect.objectContaining({
      name: "slipway",
      resource_group_name: "rg",
      location: "westeurope",
      account_tier: "Standard",
      account_replication_type: "LRS",
      allow_nested_items_to_be_public: false,
      tags: { team: "web" },
    }),
  ]);
  expect(Object.values(resource.azurerm_storage_share)).toEqual([
    expect.objectContaining({ name: "files", quota: 7 }),
  ]);
});

test("a change that would delete a new share's files is refused by Terraform, unless the share says otherwise", () => {
  const lifecycles = (preventDestroy?: boolean) => {
    const { resource } = groupStack({ containers: [web({ volumeMounts: newShare({ preventDestroy }) })] });
    return ["azurerm_storage_account", "azurerm_storage_share"].map(
      (type) => onlyResource({ resource }, type).lifecycle,
    );
  };
  const refused = { prevent_destroy: true };
  expect(lifecycles()).toEqual([refused, refused]);
  expect(lifecycles(true)).toEqual([refused, refused]);
  expect(lifecycles(false)).toEqual([undefined, undefined]);
});

test("tags on a new share's storage account have the shorter names that azurerm takes there", () => {
  const tags = { ["n".repeat(129)]: "x" };
  const tagged = (volumeMounts: Mounts) => groupFaults({ containers: [web({ volumeMounts })], tags });
  expect(tagged(share())).toEqual([]);
  expect(tagged(newShare())).toEqual([
    expect.stringMatching(/^tags \(name\) is "n{129}"\. Allowed: 1–128 bytes /),
  ]);
});
