import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import * as path from "node:path";
import { AzureFileShare } from "../../constructs/container-group/azure-file-share";
import { CertificateAuthority } from "../../constructs/https/certificate-authority";
import { Https } from "../../constructs/https/https";
import { Secret } from "../../core/secrets/secret";
import { evaluate } from "../support/documents";
import { linkProject } from "../support/project-copy";
import { exampleDeployment, stacksOf } from "../support/synthesis";

const document = readFileSync("docs/https.md", "utf8");

/** What the document writes for an app's https, wherever it does; an ellipsis is for the reader. */
const choices = [
  ...new Set(
    document
      .match(/Https\.\w+\((?:\{(?:[^{}]|\{[^{}]*\})*\})?\)/g)!
      .filter((one) => !/…|\{ c\w+, key/.test(one)),
  ),
];

test("one line in main.ts, and its import, turns the example to HTTPS", () => {
  const copy = linkProject(
    (main) =>
      `import { Https } from "./constructs/https/https";\n` +
      main.replace(/^( +)livenessProbe: .*$/m, "$&\n$1https: Https.automatic(),"),
  );
  const { status, stderr } = spawnSync(process.execPath, ["--import", "tsx", "main.ts"], {
    cwd: copy,
    encoding: "utf8",
    env: { ...process.env, CDKTF_OUTDIR: "cdktf.out" },
  });
  expect([status, stderr]).toEqual([0, ""]);
  const json = readFileSync(path.join(copy, "cdktf.out", "stacks", "dev-hello", "cdk.tf.json"), "utf8");
  expect(JSON.parse(json).output.url.value).toMatch(/^https:/);
});

test("the document writes more than one choice", () => expect(choices.length).toBeGreaterThan(4));

test.each(choices)("the document's %s is taken, and each domain gets the record that it tells", (choice) => {
  const names = { AzureFileShare, CertificateAuthority, Https, Secret };
  const https = evaluate<Https>(choice, names);
  const { apps } = exampleDeployment();
  const stack = stacksOf(exampleDeployment({ apps: [{ ...apps[0]!, https }] }))["dev-hello"];
  expect(stack.output.url.value).toMatch(/^https:/);
  for (const domain of https.source.domains ?? []) {
    expect(stack.output.dns_records.value[domain]).toMatch(/^CNAME /);
  }
});
