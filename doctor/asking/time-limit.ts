import { setMaxListeners } from "node:events";

/** A signal that is also aborted after some seconds, until it is released. */
export interface TimeLimit {
  readonly signal: AbortSignal;
  readonly release: () => void;
}

/** `AbortSignal.any` of an `AbortSignal.timeout` does not serve: once garbage is collected, it never comes (Node.js 20). */
export function limitTime(outer: AbortSignal, seconds: number): TimeLimit {
  const limit = new AbortController();
  const end = () => limit.abort(outer.reason);
  const timeIsUp = () => limit.abort(new DOMException("The time is up.", "TimeoutError"));
  const timer = setTimeout(timeIsUp, seconds * 1000);
  if (outer.aborted) end();
  // Many ask at the same time: Node.js would warn of the eleventh, amid the output.
  setMaxListeners(0, outer);
  outer.addEventListener("abort", end, { once: true });
  const release = () => {
    clearTimeout(timer);
    outer.removeEventListener("abort", end);
  };
  return { signal: limit.signal, release };
}
