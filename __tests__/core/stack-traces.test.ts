import { App, Lazy } from "cdktf";
import { withoutStackTraces } from "../../core/terraform/stack-traces";

/** The stack trace that cdktf takes for a token. */
function traceOfToken(): readonly string[] {
  return (Lazy.anyValue({ produce: () => 1 }) as unknown as { creationStack: string[] }).creationStack;
}

test("no token has a stack trace, and every error has", () => {
  const trace = withoutStackTraces(new App({ stackTraces: false }), () => {
    const own = { stack: "" };
    Error.captureStackTrace(own);
    const error = new Error("something");
    Error.captureStackTrace(error);
    expect([own.stack, error.stack, new Error("else").stack]).toEqual([
      "",
      expect.stringContaining("stack-traces.test.ts"),
      expect.stringContaining("stack-traces.test.ts"),
    ]);
    return traceOfToken();
  });
  expect(trace).toEqual([]);
});

test("an app that wants stack traces has them", () => {
  expect(withoutStackTraces(new App(), traceOfToken)).not.toEqual([]);
});

test("afterwards all is as before, also when the work failed", () => {
  const { captureStackTrace } = Error;
  expect(() =>
    withoutStackTraces(new App({ stackTraces: false }), () => {
      throw new Error("failed");
    }),
  ).toThrow("failed");
  expect(Error.captureStackTrace).toBe(captureStackTrace);
});
