import { ContainerGroupContainerVolume } from "@cdktf/provider-azurerm/lib/container-group";
import { Fn, Token } from "cdktf";
import { Construct } from "constructs";
import { checkName } from "../../core/azure/names";
import { holdsCredential } from "../../core/credential-name";
import { NOT_SHOWN, Fault } from "../../core/fault";
import { checkSecret, Secret, secretExpression } from "../../core/secret";
import { literalText } from "../../core/terraform/literal-text";
import { AzureFileShare } from "./azure-file-share";
import { GroupPlace } from "./group-place";

/** What is cloned into a volume besides its URL. */
export interface GitRepositoryProps {
  /**
   * The folder of the volume to clone into; `.` for the volume itself. No `..`.
   * @default - a folder called after the repository
   * @azure gitRepo.directory
   */
  readonly directory?: string;
  /**
   * The commit to check out: 7–40 hexadecimal digits.
   * @default - the newest of the default branch, when the container starts
   * @azure gitRepo.revision
   */
  readonly revision?: string;
}

type Source = Pick<
  ContainerGroupContainerVolume,
  "emptyDir" | "secret" | "gitRepo" | "shareName" | "storageAccountName" | "storageAccountKey"
>;

/**
 * Files that containers of a group mount: `Volume.emptyDir("cache").mountAt("/cache")`. For Linux groups only.
 *
 * Source: Azure documentation, "Mount an emptyDir / a secret / a gitRepo / an Azure file share volume in Azure
 * Container Instances".
 *
 * @example
 * const share = AzureFileShare.existing({
 *   storageAccountName: "acmefiles",
 *   shareName: "uploads",
 *   storageAccountKey: Secret.fromVariable("files_key"),
 * });
 * const mounts: VolumeMount[] = [
 *   Volume.emptyDir("cache").mountAt("/cache"),
 *   Volume.azureFileShare("uploads", share).mountAt("/uploads", { readOnly: true }),
 *   Volume.gitRepository("pages", "https://github.com/acme/site", { revision: "1a2b3c4d" }).mountAt("/pages"),
 * ];
 */
export class Volume {
  private constructor(
    /** 5–63 lower-case letters, digits and single hyphens. */
    readonly name: string,
    readonly kind: "emptyDir" | "secret" | "gitRepository" | "azureFileShare",
    /** What Azure would refuse in what the volume holds. */
    readonly checkSource: (scope: Construct, property: string) => Fault[],
    /** The arguments of the volume's block that say what it holds. */
    readonly renderSource: (place: GroupPlace) => Source,
    /** The share behind it, if any. */
    readonly share?: AzureFileShare,
  ) {}

  /**
   * An empty folder, gone with the group. The only volume that several containers can share.
   * @param name 5–63 lower-case letters, digits and single hyphens
   */
  static emptyDir(name: string): Volume {
    return new Volume(
      name,
      "emptyDir",
      () => [],
      () => ({ emptyDir: true }),
    );
  }

  /**
   * Secrets as files, in memory.
   * @param files each file's name (1–253 letters, digits, hyphens, underscores and periods) and what it holds
   * @param name 5–63 lower-case letters, digits and single hyphens
   */
  static secret(name: string, files: Readonly<Record<string, Secret>>): Volume {
    return new Volume(
      name,
      "secret",
      (scope, property) => checkFiles(scope, property, files),
      ({ scope }) => ({
        secret: Object.fromEntries(
          // Azure wants base64; Terraform encodes, since only it knows the value.
          Object.entries(files).map(([file, secret]) => [
            file,
            Fn.base64encode(secretExpression(scope, secret)),
          ]),
        ),
      }),
    );
  }

  /**
   * A clone of a git repository, made when the container starts. Public ones only: Azure has no field for a secret here.
   * @param url `https://` or `http://`
   * @param name 5–63 lower-case letters, digits and single hyphens
   */
  static gitRepository(name: string, url: string, props: GitRepositoryProps = {}): Volume {
    const { directory, revision } = props;
    return new Volume(
      name,
      "gitRepository",
      (_, property) => checkGit(property, url, props),
      () => ({
        gitRepo: {
          url: literalText(url),
          directory: directory === undefined ? undefined : literalText(directory),
          revision,
        },
      }),
    );
  }

  /**
   * A share of Azure Files. To mount one share in two containers, make two volumes of it.
   * @param name 5–63 lower-case letters, digits and single hyphens
   */
  static azureFileShare(name: string, share: AzureFileShare): Volume {
    return new Volume(
      name,
      "azureFileShare",
      (scope, property) => share.check(scope, property),
      (place) => share.place(place),
      share,
    );
  }

  /**
   * This volume, as a container sees it.
   * @param path the folder in the container: absolute, without a colon
   * @param props whether the container may only read it: it may write unless that is said
   */
  mountAt(path: string, { readOnly = false }: { readonly readOnly?: boolean } = {}): VolumeMount {
    return { volume: this, path, readOnly };
  }
}

/** A volume in a container: see {@link Volume.mountAt}. */
export interface VolumeMount {
  /**
   * The volume that is mounted.
   * @azure name
   */
  readonly volume: Volume;
  /**
   * The folder in the container: absolute, without a colon.
   * @azure mountPath
   */
  readonly path: string;
  /**
   * Whether the container may only read it.
   * @azure readOnly
   */
  readonly readOnly: boolean;
}

/** The block of the container that a mount becomes. */
export function renderMount(place: GroupPlace, { volume, path, readOnly }: VolumeMount) {
  return { name: volume.name, mountPath: literalText(path), readOnly, ...volume.renderSource(place) };
}

/** What Azure would refuse in the mounts of one container. */
export function checkMounts(
  scope: Construct,
  property: string,
  mounts: readonly VolumeMount[] = [],
): Fault[] {
  const paths = mounts.map(({ path }) => path);
  return mounts.flatMap(({ volume, path }, i) => {
    const mount = `${property}[${i}]`;
    const faults = [
      ...checkName("volume", `${mount}.name`, volume.name),
      ...volume.checkSource(scope, `${mount}.${volume.kind}`),
    ];
    // Source: Azure documentation, "YAML reference: Azure Container Instances" (VolumeMount: no colon).
    if (!Token.isUnresolved(path) && !/^\/[^:]+$/.test(path)) {
      faults.push({
        property: `${mount}.path`,
        given: path,
        allowed: "an absolute path below /, without a colon",
        fix: 'write for example "/data"',
      });
    }
    if (paths.indexOf(path) !== i) {
      faults.push({
        property: `${mount}.path`,
        given: path,
        allowed: "each path once in a container",
        fix: "mount one of the volumes elsewhere",
      });
    }
    return faults;
  });
}

function checkFiles(scope: Construct, property: string, files: Readonly<Record<string, Secret>>): Fault[] {
  if (Object.keys(files).length === 0) {
    return [
      {
        property,
        given: files,
        allowed: "1 file or more",
        fix: 'write for example { "tls.key": Secret.fromVariable("tls_key") }',
      },
    ];
  }
  return Object.entries(files).flatMap(([file, secret]) => [
    ...checkName("secretFile", property, file),
    ...checkSecret(scope, `${property}.${file}`, secret),
  ]);
}

function checkGit(property: string, url: string, { directory, revision }: GitRepositoryProps): Fault[] {
  const faults: Fault[] = [];
  const allowed = "https:// or http:// and the repository, without a user name or password";
  if (holdsCredential(url) || /:\/\/[^/]*@/.test(url)) {
    faults.push({
      property: `${property}.url`,
      given: NOT_SHOWN,
      allowed,
      fix: "use a public repository, or an Azure file share",
    });
  } else if (!Token.isUnresolved(url) && !/^https?:\/\/[^\s/]+\/\S+$/.test(url)) {
    faults.push({
      property: `${property}.url`,
      given: url,
      allowed,
      fix: 'write for example "https://github.com/OWNER/REPOSITORY"',
    });
  }
  if (
    directory !== undefined &&
    (directory === "" || /(^|\/)\.\.(\/|$)/.test(directory) || /^\/|\s/.test(directory))
  ) {
    faults.push({
      property: `${property}.directory`,
      given: directory,
      allowed: "a folder inside the volume, without .. and white space",
      fix: 'write "." or a folder\'s name',
    });
  }
  if (revision !== undefined && !Token.isUnresolved(revision) && !/^[0-9a-f]{7,40}$/.test(revision)) {
    faults.push({
      property: `${property}.revision`,
      given: revision,
      allowed: "a commit: 7–40 hexadecimal digits",
      fix: 'copy it from "git rev-parse HEAD"',
    });
  }
  return faults;
}
