#!/usr/bin/env node
import { readFileSync } from "node:fs";
import * as path from "node:path";
import { describeFault, refuse } from "../core/fault";
import { nearest } from "../core/nearest";

/** Every command: the files beside this one, each with what it is for. */
const COMMANDS = {
  init: "make a project of your own in a new folder",
  start: "synthesize everything and have Terraform check it, offline",
  local: "run an app as it is declared on this machine's Docker, without Azure",
  doctor: "why a deploy would fail: this machine, the sign-in, Azure",
  deploy: "deploy an app with what it needs: shows, asks, applies",
  destroy: "take it down: shows what is lost, asks",
  explain: "why the last of these failed, and what to do",
  review: "what the changes here do to what runs, before anyone deploys them",
  record: "write down what main.ts declares, for reviewers",
  status: "every app in every environment: what runs, since when, healthy, url",
  logs: "what an app writes",
  promote: "run in one environment what is deployed in another",
  rollback: "put the image back that ran before",
  verify: "compare the registry, what is deployed and what the url answers",
} as const;

/** Commands to which a fault in main.ts is one finding among others. */
const TELLS_FAULTS_ITSELF = ["doctor"];

/** The program of the npm package: `slipway COMMAND …` is `npm run COMMAND -- …` in a project that has the scripts. */
async function slipway([command, ...args]: string[]): Promise<void> {
  if (command === undefined || ["--help", "-h", "help"].includes(command)) return console.log(help());
  if (["--version", "-v"].includes(command)) return console.log(version());
  if (!Object.hasOwn(COMMANDS, command)) {
    console.error(unknown(command));
    process.exitCode = 1;
    return;
  }
  // As with npm run, where a program's arguments may stand after two hyphens.
  process.argv.splice(2, Infinity, ...(args[0] === "--" ? args.slice(1) : args));
  const readsMain = command !== "init" && !args.some((arg) => ["--help", "-h"].includes(arg));
  if (readsMain) await readTypeScript(command);
  await import(`./${command}.js`);
}

/** Does what `node --import slipway/types` does, and leaves what says so: a program that is to run likewise can run here. */
async function readTypeScript(command: string): Promise<void> {
  const isChecked = !TELLS_FAULTS_ITSELF.includes(command);
  const loader: string = isChecked ? "../check/types.mjs" : "tsx";
  await import(loader);
  if (isChecked) process.execArgv.push("--import", "slipway/types");
}

function help(): string {
  const width = Math.max(...Object.keys(COMMANDS).map((name) => name.length));
  const lines = Object.entries(COMMANDS).map(([name, summary]) => `  ${name.padEnd(width)}  ${summary}`);
  return `Slipway: from a Dockerfile to a running address on Azure. Call it in the folder of main.ts; init anywhere.

  slipway COMMAND --help

${lines.join("\n")}`;
}

function unknown(command: string): string {
  const names = Object.keys(COMMANDS);
  const meant = nearest(command, names);
  const fix = meant === undefined ? "see slipway --help" : `write slipway ${meant}`;
  return refuse("the command", command, names.join(", "), fix).map(describeFault).join("\n");
}

function version(): string {
  const file = path.join(__dirname, "..", "package.json");
  return (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version;
}

void slipway(process.argv.slice(2));
