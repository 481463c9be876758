import { explain } from "../../deploy/explain/explain";

test("a folder where the docker provider wants a file is explained, with the file", () => {
  const folder = "/home/ci/.docker";
  const text = `Error: Error loading registry auth config: could not read and load config file: read ${folder}: is a directory`;
  const place = { stack: "dev-hello-image", directory: "cdktf.out/stacks/dev-hello-image" };
  const [explanation] = explain({ ...place, phase: "plan", text });
  expect(explanation?.cause).toMatch(/^DOCKER_CONFIG names a folder/);
  expect(explanation?.remedy.join("\n")).toContain(`export DOCKER_CONFIG=${folder}/config.json`);
});
