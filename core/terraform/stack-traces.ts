import { App, DISABLE_STACK_TRACE_IN_METADATA } from "cdktf";

/**
 * Does work on the tree of an app without the stack trace that cdktf takes for each token, if the app was made with
 * `stackTraces: false`: they are a third of the time and of the memory, and nobody sees them but in an error of cdktf's own
 * about a token. An error keeps its trace.
 */
export function withoutStackTraces<T>(app: App, work: () => T): T {
  if (!app.node.tryGetContext(DISABLE_STACK_TRACE_IN_METADATA)) return work();
  const { captureStackTrace } = Error;
  Error.captureStackTrace = (target, below) => {
    if (target instanceof Error) captureStackTrace(target, below);
  };
  try {
    return work();
  } finally {
    Error.captureStackTrace = captureStackTrace;
  }
}
