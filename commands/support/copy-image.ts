import { type RegistryClient, RegistryError } from "../../constructs/image/publish/registry-client.cjs";

interface Blob {
  readonly digest: string;
  /** Where it is instead of in the registry. */
  readonly urls?: readonly string[];
}

/** What an image's manifest, or an index of several, refers to. */
interface Parts {
  readonly manifests?: readonly { readonly digest: string }[];
  readonly config?: Blob;
  readonly layers?: readonly Blob[];
}

/**
 * Copies an image from one registry to another, unchanged: every manifest goes over to the byte, so that its digest
 * stays. What the target already has is not sent again.
 */
export async function copyImage(
  source: RegistryClient,
  target: RegistryClient,
  digest: string,
): Promise<void> {
  if ((await target.digest(digest)) !== undefined) return;
  const manifest = await source.manifest(digest);
  if (manifest.digest !== digest) {
    throw new RegistryError(`The source registry answered ${digest} with another image, ${manifest.digest}.`);
  }
  const { manifests = [], config, layers = [] } = JSON.parse(Buffer.from(manifest.bytes).toString()) as Parts;
  for (const part of manifests) await copyImage(source, target, part.digest);
  for (const blob of [...layers, ...(config ? [config] : [])]) {
    if (blob.urls?.length || (await target.hasBlob(blob.digest))) continue;
    await target.putBlob(blob.digest, await source.blob(blob.digest));
  }
  await target.putManifest(digest, manifest);
}
