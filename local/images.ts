import * as path from "node:path";
import { BuildContextError } from "../constructs/image/context/build-context-error";
import { fingerprint } from "../constructs/image/context/fingerprint";
import { contentTagOf, describeBuild, shapeOf } from "../constructs/image/image-build";
import { buildIntoEngine } from "../constructs/image/publish/docker.cjs";
import { PublishError } from "../constructs/image/publish/run.cjs";
import { ChangedContextError, stage } from "../constructs/image/publish/stage.cjs";
import { describeFault } from "../core/fault";
import { inTemporaryFolder } from "../core/temporary-folder";
import { askDocker, docker, DockerError } from "./docker";
import { LocalError } from "./local-error";
import { LocalImage } from "./pod";

/** What Azure runs, and so what runs here: on another machine it is emulated. */
export const PLATFORM = "linux/amd64";

/** What the images that are built here are called. */
const OURS = "slipway-local";

/**
 * Has the engine get what a container runs: built from its source unless it has that content already, or pulled unless it
 * is there.
 * @returns what the engine calls it
 * @throws LocalError with why it cannot be had
 */
export async function provideImage(image: LocalImage, say: (line: string) => void): Promise<string> {
  try {
    return image.kind === "build" ? await build(image, say) : await pull(image, say);
  } catch (error) {
    if (error instanceof BuildContextError) throw new LocalError(describeFault(error.fault));
    if (error instanceof PublishError || error instanceof ChangedContextError) {
      throw new LocalError(error.message.replace("Deploy again.", "Start again."));
    }
    throw error;
  }
}

/** Removes an image that was built here, unless something uses it. */
export async function forgetImage(name: string): Promise<void> {
  if (name.startsWith(`${OURS}/`)) await askDocker("image", "rm", name);
}

async function build(
  { repository, build: props }: LocalImage & { kind: "build" },
  say: (line: string) => void,
): Promise<string> {
  const printed = fingerprint(shapeOf(props));
  const name = `${OURS}/${repository}:${contentTagOf(printed)}`;
  if (await has(name)) return name;
  say(`Building ${repository} from ${props.context} …`);
  const { staged, options } = describeBuild(props, printed, (file) => path.resolve(file));
  await inTemporaryFolder("local", async (folder) => {
    // Layers for others are pushed, so that they are left out.
    await buildIntoEngine({ ...stage(staged, folder), options: { ...options, cacheTo: undefined } }, name);
  });
  return name;
}

async function pull(
  { reference, login }: LocalImage & { kind: "pull" },
  say: (line: string) => void,
): Promise<string> {
  if (await has(reference)) return reference;
  say(`Pulling ${reference} …`);
  try {
    await docker(["pull", "--quiet", "--platform", PLATFORM, reference]);
  } catch (error) {
    if (!(error instanceof DockerError)) throw error;
    const remedy = login === undefined ? "" : ` Fix: ${login}, then start again.`;
    throw new LocalError(`${reference} cannot be pulled: ${error.message}${remedy}`);
  }
  return reference;
}

/** Whether the engine has it for the platform. */
async function has(name: string): Promise<boolean> {
  return (await askDocker("image", "inspect", "--format", "{{.Os}}/{{.Architecture}}", name)) === PLATFORM;
}
