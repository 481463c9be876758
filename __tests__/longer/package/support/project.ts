import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { type AddressInfo } from "node:net";
import * as path from "node:path";
import { run } from "../../../support/programs";
import { makeFolder } from "../../../support/folders";

/** Builds the package and the template, as its own script does. */
export function buildPackage(): void {
  const { status, stdout, stderr } = spawnSync("npm", ["run", "package"], { encoding: "utf8" });
  if (status !== 0) throw new Error(`npm run package ended with ${status}:\n${stdout}${stderr}`);
}

/** A project as `cdktf init` makes it of the template, which is taken from where it is published: an address. */
export async function initProject(): Promise<string> {
  const folder = path.join(makeFolder({ "acme-shop/.keep": "" }), "acme-shop");
  spawnSync("rm", [path.join(folder, ".keep")]);
  const server = createServer((_, response) => response.end(readFileSync("dist/slipway-template.zip")));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    const { port } = server.address() as AddressInfo;
    const cdktf = path.resolve("node_modules/cdktf-cli/bundle/bin/cdktf");
    const settings = ["--local", "--project-name", "acme-shop", "--project-description", "The shop"];
    const address = `http://127.0.0.1:${port}/slipway-template.zip`;
    const { status, output } = await run(
      [
        process.execPath,
        cdktf,
        "init",
        "--template",
        address,
        ...settings,
        "--enable-crash-reporting",
        "false",
      ],
      { cwd: folder, env: { ...process.env, CHECKPOINT_DISABLE: "1" } },
    );
    if (status !== 0) throw new Error(`cdktf init ended with ${status}:\n${output}`);
  } finally {
    server.close();
  }
  return folder;
}

/** What was synthesized into a folder, by stack. */
export function synthesizedIn(folder: string): Record<string, string> {
  const stacks = path.join(folder, "cdktf.out", "stacks");
  return Object.fromEntries(
    readdirSync(stacks)
      .sort()
      .map((stack) => [stack, readFileSync(path.join(stacks, stack, "cdk.tf.json"), "utf8")]),
  );
}
