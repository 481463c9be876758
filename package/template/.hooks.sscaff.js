// Run by cdktf init in the new project's folder, after the files are copied.
const { execFileSync } = require("node:child_process");
const { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } = require("node:fs");
const path = require("node:path");

exports.post = ({ silent }) => {
  takePackageAlong();
  const isSilent = String(silent) === "true";
  execFileSync("npm install --no-audit --no-fund", {
    shell: true,
    stdio: isSilent ? "ignore" : "inherit",
    // cdktf's own value has npm leave out what the tests need.
    env: { ...process.env, NODE_ENV: "development" },
  });
  if (!isSilent) console.log(readFileSync("help", "utf8"));
};

/** A package that came with the template is kept with the project, so that it installs on other machines too. */
function takePackageAlong() {
  const brought = path.join(__dirname, "..");
  const tarball = readdirSync(brought).find((name) => /^slipway-\d.*\.tgz$/.test(name));
  if (tarball === undefined) return;
  mkdirSync("vendor", { recursive: true });
  copyFileSync(path.join(brought, tarball), path.join("vendor", tarball));
  const manifest = JSON.parse(readFileSync("package.json", "utf8"));
  manifest.dependencies.slipway = `file:vendor/${tarball}`;
  writeFileSync("package.json", `${JSON.stringify(manifest, null, 2)}\n`);
}
