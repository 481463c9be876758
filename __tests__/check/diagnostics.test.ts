import { readReport } from "../../check/diagnostics";

test.each([
  ["Terraform", { outputs: { url: { sensitive: false, value: "http://hello" } } }],
  ["OpenTofu", { values: { outputs: { url: { sensitive: false, value: "http://hello" } } } }],
])("the outputs of a mocked apply are read as %s reports them", (_, state) => {
  const line = JSON.stringify({ type: "test_state", test_state: state });
  expect(readReport(`${line}\n`, "{}")).toEqual({ diagnostics: [], outputs: { url: "http://hello" } });
});
