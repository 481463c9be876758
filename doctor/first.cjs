"use strict";
// What is looked at before anything else can be loaded, in words that an old Node.js understands too.
const { spawn } = require("node:child_process");
const path = require("node:path");

const OLDEST = [20, 19];
const root = path.join(__dirname, "..");

/** @type {{ id: string, name: string, status: string, message: string, fix: string[], durationMs: number } | undefined} */
const finding = findNode() || findPackages();
if (finding) {
  if (process.argv.includes("--json")) {
    console.log(JSON.stringify({ schemaVersion: 1, status: 1, checks: [finding] }, null, 2));
  } else {
    console.log(
      `  FAIL  ${finding.name}: ${finding.message}\n\nTo fix\n  ${finding.name}\n    ${finding.fix.join("\n    ")}\n\nThen look again: npm run doctor`,
    );
  }
  process.exitCode = 1;
} else {
  // Without the check of main.ts's types: what is wrong there is one finding among others.
  const args = ["--import", "tsx", path.join(root, "commands", "doctor.ts")].concat(process.argv.slice(2));
  const child = spawn(process.execPath, args, { stdio: "inherit" });
  ["SIGINT", "SIGTERM"].forEach((signal) => process.on(signal, () => child.kill(signal)));
  child.on("close", (status, signal) => {
    process.exitCode = signal ? 130 : status;
  });
}

function findNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return undefined;
  return failure(
    "node",
    "Node.js",
    `Node.js is ${process.versions.node}, and ${OLDEST.join(".")} or newer is needed.`,
    `Install it: https://nodejs.org`,
  );
}

function findPackages() {
  try {
    require.resolve("tsx", { paths: [root] });
    return undefined;
  } catch {
    // Told below.
  }
  return failure("packages", "npm packages", "They are not installed.", "npm ci");
}

function failure(id, name, message, fix) {
  return { id, name, status: "fail", message, fix: [fix], durationMs: 0 };
}
