import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import * as path from "node:path";
import { makeFolder } from "./folders";

/** A certificate for some names that no authority signed, and its key, both as PEM. */
export function selfSigned(...all: readonly [string, ...string[]]): { certificate: string; key: string } {
  const folder = makeFolder();
  const names = [
    "-subj",
    `/CN=${all[0]}`,
    "-addext",
    `subjectAltName=${all.map((name) => `DNS:${name}`).join()}`,
  ];
  const kind = ["-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"];
  const files = ["-keyout", "key.pem", "-out", "certificate.pem"];
  execFileSync("openssl", ["req", ...kind, ...names, ...files], { cwd: folder, stdio: "ignore" });
  const read = (file: string) => readFileSync(path.join(folder, file), "utf8");
  return { certificate: read("certificate.pem"), key: read("key.pem") };
}
