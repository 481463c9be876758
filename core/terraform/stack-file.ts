import { TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { mkdirSync, writeFileSync } from "node:fs";
import * as path from "node:path";

/** What a {@link StackFile} is made from. */
export interface StackFileProps {
  /** The folder in the construct's own, so that a file's place can tell one kind of content from another. */
  readonly folder: string;
  readonly name: string;
  readonly text: string;
}

/**
 * A text file beside the Terraform JSON of a stack, for a program that Terraform runs there.
 *
 * It lies where cdktf's `TerraformAsset` would put it, which takes a path and copies what is there: the text would have to be
 * written twice.
 */
export class StackFile extends Construct {
  /** Its path from the folder that Terraform runs the stack in. */
  readonly path: string;

  constructor(scope: Construct, id: string, { folder, name, text }: StackFileProps) {
    super(scope, id);
    const stack = TerraformStack.of(this);
    this.path = path.posix.join("assets", stack.getLogicalId(this.node), folder, name);
    const { synthesizer } = stack;
    stack.synthesizer = {
      synthesize: (session) => {
        synthesizer.synthesize(session);
        const { workingDirectory } = session.manifest.forStack(stack);
        const file = path.join(session.outdir, workingDirectory, this.path);
        mkdirSync(path.dirname(file), { recursive: true });
        writeFileSync(file, text);
      },
    };
  }
}
