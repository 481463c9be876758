import { execFile } from "node:child_process";
import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { promisify } from "node:util";
import { Releases } from "../../deployment/deployment";
import { CommandError } from "./command-line";

/** The file that fixes images, in the project's folder. */
const FILE = "releases.json";

/** The fixed images as the file has them now. */
export function readReleases(): Releases {
  return parse(readFileSync(FILE, "utf8"), FILE);
}

/** Fixes an app's image in an environment. The file is replaced whole or not at all. */
export function writeRelease(environment: string, app: string, digest: string): void {
  const releases = readReleases();
  const changed = { ...releases, [environment]: { ...releases[environment], [app]: digest } };
  const draft = `${FILE}.${process.pid}.tmp`;
  try {
    writeFileSync(draft, `${JSON.stringify(changed, null, 2)}\n`);
    renameSync(draft, FILE);
  } finally {
    rmSync(draft, { force: true });
  }
}

/** One entry of the history of what an app was fixed to. */
export interface PastRelease {
  readonly digest: string | undefined;
  /** The commit that wrote it, shortened; undefined for a change that is not committed. */
  readonly commit?: string;
  readonly date?: string;
  readonly subject?: string;
}

/** What an app was fixed to in an environment, newest first, each change once. */
export async function releaseHistory(environment: string, app: string): Promise<PastRelease[]> {
  const history: PastRelease[] = [{ digest: readReleases()[environment]?.[app] }];
  const log = await git("log", "--format=%h%x09%cs%x09%s", "--", FILE);
  for (const line of log.split("\n").filter(Boolean)) {
    const [commit = "", date = "", subject = ""] = line.split("\t");
    // A commit that removed the file fixed nothing.
    const text = await git("show", `${commit}:./${FILE}`).catch(() => "{}");
    const digest = parse(text, `${FILE} of commit ${commit}`)[environment]?.[app];
    // The oldest commit in a row with one digest is the one that wrote it.
    if (history.at(-1)?.digest === digest) history.pop();
    history.push({ digest, commit, date, subject });
  }
  return history;
}

function parse(text: string, name: string): Releases {
  try {
    return JSON.parse(text) as Releases;
  } catch (error) {
    throw new CommandError(`${name} is not JSON: ${(error as Error).message}`);
  }
}

async function git(...args: string[]): Promise<string> {
  try {
    return (await promisify(execFile)("git", args, { maxBuffer: 1e8 })).stdout;
  } catch (error) {
    const { stderr, message } = error as { stderr?: string; message: string };
    throw new CommandError(`The history of ${FILE} cannot be read: ${(stderr || message).trim()}`);
  }
}
