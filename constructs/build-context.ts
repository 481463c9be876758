import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import { Problem } from "./problem";
export class BuildContextError extends Error {
  constructor(readonly problem: Problem) {
    super(problem.property);
  }
}
export function fingerprint(p: {
  context: string;
  dockerfile?: string;
  options: Record<string, unknown>;
}): string {
  const hash = createHash("sha256").update(JSON.stringify(p.options));
  if (!fs.existsSync(p.context))
    throw new BuildContextError({
      property: "context",
      given: p.context,
      allowed: "a folder",
      fix: "create it",
    });
  for (const f of fs.readdirSync(p.context, { recursive: true, encoding: "utf8" }).sort()) {
    const full = path.join(p.context, f);
    if (fs.statSync(full).isFile()) hash.update(f).update("\0").update(fs.readFileSync(full));
  }
  return hash.digest("hex");
}
