import * as path from "node:path";
import { format } from "node:util";

/** How a command ended, and what it wrote where. */
export interface CommandEnd {
  readonly status: string | number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a command of ours in this process, as if it had been started in a folder: its arguments, environment, output and exit
 * status are those of a program. For what a command says and does; a start, with the check of main.ts's types, takes ten
 * times as long.
 * @param name of its file in `commands`
 */
export async function runHere(
  name: string,
  args: readonly string[],
  options: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv } = {},
): Promise<CommandEnd> {
  const file = path.resolve("commands", `${name}.ts`);
  const { argv, exitCode } = process;
  const [folder, variables] = [process.cwd(), { ...process.env }];
  const listeners = process.stdout.listeners("error");
  const written = { stdout: "", stderr: "" };
  const replaced = [
    ...(["stdout", "stderr"] as const).map((stream) =>
      jest.spyOn(process[stream], "write").mockImplementation((text) => {
        written[stream] += String(text);
        return true;
      }),
    ),
    jest
      .spyOn(console, "log")
      .mockImplementation((...said) => void (written.stdout += `${format(...said)}\n`)),
    jest
      .spyOn(console, "error")
      .mockImplementation((...said) => void (written.stderr += `${format(...said)}\n`)),
  ];
  try {
    process.argv = [process.execPath, file, ...args];
    Object.assign(process.env, options.env);
    process.chdir(options.cwd ?? folder);
    process.exitCode = undefined;
    await jest.isolateModulesAsync(() => import(file));
    while (process.exitCode === undefined) await new Promise((resolve) => setTimeout(resolve, 1));
    return { status: process.exitCode, ...written };
  } finally {
    for (const one of replaced) one.mockRestore();
    // A program's own end with it. Of too many Node.js warns, in what a later command writes.
    for (const listener of process.stdout.listeners("error") as (() => void)[]) {
      if (!listeners.includes(listener)) process.stdout.off("error", listener);
    }
    process.chdir(folder);
    for (const variable of Object.keys(process.env)) delete process.env[variable];
    Object.assign(process, { argv, exitCode });
    Object.assign(process.env, variables);
  }
}
