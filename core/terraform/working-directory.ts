import { App, Manifest, TerraformStack } from "cdktf";
import { Construct } from "constructs";
import * as path from "node:path";

/**
 * A path of this machine as Terraform sees it: relative to the folder it runs the construct's stack in. So the
 * synthesized JSON is the same on every machine, and a moved checkout changes nothing.
 *
 * The folder is cdktf's own layout, `OUTDIR/stacks/STACK`; the manifest is not asked for it because asking fixes the
 * stack's dependencies before they are complete.
 */
export function fromWorkingDirectory(scope: Construct, target: string): string {
  const workingDirectory = path.resolve(
    App.of(scope).outdir,
    Manifest.stacksFolder,
    TerraformStack.of(scope).node.id,
  );
  return path.relative(workingDirectory, path.resolve(target)).split(path.sep).join("/");
}
