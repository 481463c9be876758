import { setFlagsFromString } from "node:v8";

/** By how many percent the heap may outgrow what lives in it, before V8 clears it. */
const GROWTH = 50;

/**
 * Does work on the tree of an app with less memory: by itself V8 lets the heap grow to several times of what lives in it.
 *
 * That hurts here. V8 keeps a hidden class for each first key that any object had, ids of resources among them, and forgets the
 * unused ones only when it clears the heap. Past 1,536 of them it makes new ones for almost every object instead: once cdktf has
 * rendered a registry for 1,000 apps, with 3,000 ids, all that it renders next leaves such classes behind.
 */
export function withSmallHeap<T>(work: () => T): T {
  setFlagsFromString(`--heap-growing-percent=${GROWTH}`);
  try {
    return work();
  } finally {
    // V8's own measure, for whatever else the process does.
    setFlagsFromString("--heap-growing-percent=0");
  }
}
