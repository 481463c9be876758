import { ContainerGroupContainerVolume } from "@cdktf/provider-azurerm/lib/container-group";
import { Fn, TerraformLocal, Token } from "cdktf";
import { Construct } from "constructs";
import { posix } from "node:path";
import { checkName } from "../../core/azure/names";
import { holdsCredential } from "../../core/secrets/credential-name";
import { Fault, NOT_SHOWN, refuse } from "../../core/fault";
import { checkPlainValue, PlainValue } from "../../core/secrets/plain-value";
import { checkSecret, Secret, secretExpression } from "../../core/secrets/secret";
import { literalText } from "../../core/terraform/literal-text";
import { sharedChild } from "../../core/terraform/shared-child";
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

/** What the files of a secret volume hold, by their names. */
export type SecretFileContents = Readonly<Record<string, Secret | PlainValue>>;

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
export abstract class Volume {
  /**
   * An empty folder, gone with the group. The only volume that several containers can share.
   * @param name 5–63 lower-case letters, digits and single hyphens
   */
  static emptyDir(name: string): Volume {
    return new EmptyDir(name);
  }

  /**
   * Secrets as files, in memory. What is no secret, such as a configuration that belongs to one, is `notSecret(…)`.
   * @param files each file's name (1–253 letters, digits, hyphens, underscores and periods) and what it holds
   * @param name 5–63 lower-case letters, digits and single hyphens
   */
  static secret(name: string, files: SecretFileContents): Volume {
    return new SecretFiles(name, files);
  }

  /**
   * A clone of a git repository, made when the container starts. Public ones only: Azure has no field for a secret here.
   * @param url `https://` or `http://`
   * @param name 5–63 lower-case letters, digits and single hyphens
   */
  static gitRepository(name: string, url: string, props: GitRepositoryProps = {}): Volume {
    return new GitRepository(name, url, props);
  }

  /**
   * A share of Azure Files. To mount one share in two containers, make two volumes of it.
   * @param name 5–63 lower-case letters, digits and single hyphens
   */
  static azureFileShare(name: string, share: AzureFileShare): Volume {
    return new FileShare(name, share);
  }

  /** The factory that made it. */
  abstract readonly kind: "emptyDir" | "secret" | "gitRepository" | "azureFileShare";

  /** The share behind it, if any. */
  readonly share?: AzureFileShare;

  /** The files in it, if it is given them. */
  readonly files?: SecretFileContents;

  /** What is cloned into it, if anything is. */
  readonly repository?: GitRepositoryProps & { readonly url: string };

  protected constructor(
    /** 5–63 lower-case letters, digits and single hyphens. */
    readonly name: string,
  ) {}

  /**
   * This volume, as a container sees it.
   * @param path the folder in the container: absolute, without a colon
   * @param props whether the container may only read it: it may write unless that is said
   */
  mountAt(path: string, { readOnly = false }: { readonly readOnly?: boolean } = {}): VolumeMount {
    return { volume: this, path, readOnly };
  }

  /** What Azure would refuse. */
  check(property: string): Fault[] {
    return [
      ...checkName("volume", `${property}.name`, this.name),
      ...this.checkSource(`${property}.${this.kind}`),
    ];
  }

  /** The arguments of the volume's block that say what it holds. */
  abstract render(place: GroupPlace): Source;

  protected abstract checkSource(property: string): Fault[];
}

class EmptyDir extends Volume {
  readonly kind = "emptyDir";

  render() {
    return { emptyDir: true };
  }

  protected checkSource(): Fault[] {
    return [];
  }
}

class SecretFiles extends Volume {
  readonly kind = "secret";

  constructor(
    name: string,
    override readonly files: SecretFileContents,
  ) {
    super(name);
  }

  render({ scope }: GroupPlace) {
    // Azure wants base64; Terraform encodes, since only it knows the value.
    const encoded = Object.entries(this.files).map(([file, content]) => [
      file,
      Fn.base64encode(
        content instanceof PlainValue ? this.plain(scope, file, content) : secretExpression(scope, content),
      ),
    ]);
    return { secret: Object.fromEntries(encoded) };
  }

  /** As a local value, where a reviewer can read it. */
  private plain(scope: Construct, file: string, { text }: PlainValue): string {
    const id = `file-${this.name}-${file}`;
    return sharedChild(scope, id, () => new TerraformLocal(scope, id, literalText(text))).asString;
  }

  protected checkSource(property: string): Fault[] {
    const files = Object.entries(this.files);
    if (files.length === 0) {
      const fix = 'write for example { "tls.key": Secret.fromVariable("tls_key") }';
      return refuse(property, this.files, "1 file or more", fix);
    }
    return files.flatMap(([file, content]) => [
      ...checkName("secretFile", property, file),
      ...(content instanceof PlainValue
        ? checkPlainValue(property, file, content)
        : checkSecret(`${property}.${file}`, content)),
    ]);
  }
}

class GitRepository extends Volume {
  readonly kind = "gitRepository";

  override readonly repository: GitRepositoryProps & { readonly url: string };

  constructor(name: string, url: string, props: GitRepositoryProps) {
    super(name);
    this.repository = { ...props, url };
  }

  render() {
    const { url, directory, revision } = this.repository;
    return {
      gitRepo: {
        url: literalText(url),
        directory: directory === undefined ? undefined : literalText(directory),
        revision,
      },
    };
  }

  protected checkSource(property: string): Fault[] {
    const { directory, revision } = this.repository;
    return [
      ...this.checkUrl(`${property}.url`),
      ...(directory !== undefined &&
      (directory === "" || /(^|\/)\.\.(\/|$)/.test(directory) || /^\/|\s/.test(directory))
        ? refuse(
            `${property}.directory`,
            directory,
            "a folder inside the volume, without .. and white space",
            'write "." or a folder\'s name',
          )
        : []),
      ...(revision !== undefined && !Token.isUnresolved(revision) && !/^[0-9a-f]{7,40}$/.test(revision)
        ? refuse(
            `${property}.revision`,
            revision,
            "a commit: 7–40 hexadecimal digits",
            'copy it from "git rev-parse HEAD"',
          )
        : []),
    ];
  }

  private checkUrl(property: string): Fault[] {
    const { url } = this.repository;
    const allowed = "https:// or http:// and the repository, without a user name or password";
    if (holdsCredential(url) || /:\/\/[^/]*@/.test(url)) {
      return refuse(property, NOT_SHOWN, allowed, "use a public repository, or an Azure file share");
    }
    if (Token.isUnresolved(url) || /^https?:\/\/[^\s/]+\/\S+$/.test(url)) return [];
    return refuse(property, url, allowed, 'write for example "https://github.com/OWNER/REPOSITORY"');
  }
}

class FileShare extends Volume {
  readonly kind = "azureFileShare";

  constructor(
    name: string,
    override readonly share: AzureFileShare,
  ) {
    super(name);
  }

  render(place: GroupPlace) {
    return this.share.render(place);
  }

  protected checkSource(property: string): Fault[] {
    return this.share.check(property);
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
  return { name: volume.name, mountPath: literalText(path), readOnly, ...volume.render(place) };
}

/** What Azure would refuse in the mounts of one container. */
export function checkMounts(property: string, mounts: readonly VolumeMount[] = []): Fault[] {
  // To the container /x and /x/ are one folder.
  const folders = mounts.map(({ path }) => posix.normalize(`${path}/`));
  return mounts.flatMap(({ volume, path }, i) => {
    const mount = `${property}[${i}]`;
    return [
      ...volume.check(mount),
      // Source: Azure documentation, "YAML reference: Azure Container Instances" (VolumeMount: no colon).
      ...(Token.isUnresolved(path) || /^\/[^:]+$/.test(path)
        ? []
        : refuse(
            `${mount}.path`,
            path,
            "an absolute path below /, without a colon",
            'write for example "/data"',
          )),
      ...(folders.indexOf(folders[i]!) === i
        ? []
        : refuse(
            `${mount}.path`,
            path,
            "each path once in a container",
            "mount one of the volumes elsewhere",
          )),
    ];
  });
}
