import { Https } from "../constructs/https/https";
import { CADDY } from "../constructs/https/web-server";
import { parseImageReference } from "../core/image-reference";
import { ImageSource } from "./image-source";

/** What the web server of an app with HTTPS runs: an image as it is named, or the copy in the environment's registry. */
export function httpsImage({ source: { image = CADDY, cacheRepository } }: Https): string | ImageSource {
  if (cacheRepository === undefined) return image;
  const { tag = "latest", digest } = parseImageReference(image) ?? {};
  return ImageSource.fromRepository(cacheRepository, digest === undefined ? { tag } : { digest });
}
