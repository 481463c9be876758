import { readFileSync } from "node:fs";
import * as ts from "typescript";
import * as slipway from "../../package/index";

/** Every name that the package exports, types included. */
function exportedNames(): string[] {
  const file = "package/index.ts";
  const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.ES2023);
  return source.statements.flatMap((statement) => {
    if (!ts.isExportDeclaration(statement)) throw new Error(`${file} declares something itself.`);
    const { exportClause } = statement;
    if (!exportClause || !ts.isNamedExports(exportClause)) throw new Error(`${file} exports all of a file.`);
    return exportClause.elements.map(({ name }) => name.text);
  });
}

/** The types that the reference tells of. */
const vocabulary = [...readFileSync("docs/reference.md", "utf8").matchAll(/^## (\w+)$/gm)].map(
  ([, name]) => name!,
);

test("the package exports the vocabulary of the reference, what makes stacks of it and what checks them", () => {
  const beside = [
    ...["createStacks", "DeploymentStacks", "synthesize", "synthesizeOrExit", "InvalidDeploymentError"],
    ...["checkStacks", "CheckOptions", "StackCheck", "Diagnostic", "outdatedRecord"],
    ...["Policy", "PolicyResource", "PolicySeverity", "Finding", "StackJson", "policies", "resourcesIn"],
  ];
  expect(exportedNames().sort()).toEqual([...new Set([...vocabulary, ...beside])].sort());
});

test("what there is of it while a program runs", () => {
  expect(Object.keys(slipway).sort()).toEqual(
    [
      ...["AzureFileShare", "Backend", "BuildSecret", "CertificateAuthority", "Cpu", "HealthCheck", "Https"],
      ...[
        "ImageSource",
        "InvalidDeploymentError",
        "IpAddress",
        "LogAnalytics",
        "Memory",
        "PlainValue",
        "Platform",
        "Port",
      ],
      ...["Probe", "PullCredentials", "RegistryCredential", "Rollout", "Scale", "Secret", "Volume"],
      "checkStacks",
      ...["createStacks", "outdatedRecord", "policies", "resourcesIn", "synthesize", "synthesizeOrExit"],
    ].sort(),
  );
});
