import { Policy, workloadsIn } from "../policy";

/** An image that this project built, read from its stack's output, which names it by digest. */
const BUILT_HERE = /^\$\{data\.terraform_remote_state\.[\w-]+\.outputs\.image\}$/;

export const imagePinnedByDigest: Policy = {
  id: "image-pinned-by-digest",
  reason: "A tag can move: a container that restarts would then run an image that nobody deployed.",
  check: (stack) =>
    workloadsIn(stack).flatMap(({ path, containers, initContainers }) =>
      [...containers, ...initContainers]
        .map(({ image }) => String(image))
        .filter((image) => !BUILT_HERE.test(image) && !/@(sha256:|\$\{)/.test(image))
        .map((image) => ({
          path,
          found: `the image ${image}`,
          fix: `write it by digest, ${image.replace(/:[\w.-]+$/, "")}@sha256:…`,
        })),
    ),
};
