import { readFileSync } from "node:fs";
import * as path from "node:path";
import type { BuildOptions } from "../../constructs/image/publish/docker.cjs";
import { NotAsked } from "./check";
import { Declared } from "./declared";
import { Examination } from "./examination";

/** An image that is built when its registry does not hold it yet. */
export interface ImageToBuild {
  readonly stack: string;
  /** The stack's folder, which what it names is relative to. */
  readonly directory: string;
  readonly tag: string;
  readonly builtBy: "docker" | "azure";
  readonly dockerfile: string;
  readonly options: BuildOptions;
}

/** The images that the stacks build: what each stack's publisher is told. */
export function imagesToBuild({ localExecs, stacks }: Declared): ImageToBuild[] {
  return localExecs.flatMap(({ stack, command }) => {
    const [, file] = /publish\.cjs image (\S+)/.exec(command) ?? [];
    if (file === undefined) return [];
    const { directory } = stacks.find(({ name }) => name === stack)!;
    const { tag, builtBy, options, staged } = JSON.parse(
      readFileSync(path.join(directory, file), "utf8"),
    ) as Omit<ImageToBuild, "stack" | "directory" | "dockerfile"> & { staged: { dockerfile: string } };
    return [
      { stack, directory, tag, builtBy, options, dockerfile: path.resolve(directory, staged.dockerfile) },
    ];
  });
}

/**
 * The images that Docker builds here when they are new.
 * @throws NotAsked if there are none
 */
export async function builtWithDocker(on: Examination): Promise<ImageToBuild[]> {
  const images = imagesToBuild(await on.declared()).filter(({ builtBy }) => builtBy === "docker");
  if (images.length === 0) throw new NotAsked("no image is built by Docker");
  return images;
}
