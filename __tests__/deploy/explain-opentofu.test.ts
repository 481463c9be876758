import { explain } from "../../deploy/explain/explain";

const { TERRAFORM_BINARY_NAME } = process.env;
beforeAll(() => (process.env.TERRAFORM_BINARY_NAME = "/opt/bin/tofu"));
afterAll(() => {
  if (TERRAFORM_BINARY_NAME === undefined) delete process.env.TERRAFORM_BINARY_NAME;
  else process.env.TERRAFORM_BINARY_NAME = TERRAFORM_BINARY_NAME;
});

test.each([
  ["resource temporarily unavailable", "ps -ef | grep '[t]ofu'"],
  ["state blob is already locked", "/opt/bin/tofu -chdir=cdktf.out/stacks/dev-hello force-unlock 1"],
])("of a lock (%s), what one is to type names the binary that runs", (message, command) => {
  const text = `Error: Error acquiring the state lock\n\nError message: ${message}\nLock Info:\n  ID:        1\n`;
  const place = { stack: "dev-hello", directory: "cdktf.out/stacks/dev-hello", phase: "apply" } as const;
  const [explanation] = explain({ ...place, text });
  expect(explanation?.remedy.join("\n")).toContain(command);
});
