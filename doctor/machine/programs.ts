import { Check, fail, NotAsked, pass } from "../examination/check";
import { has } from "../asking/program";

export const programs: Check = {
  id: "programs",
  name: "programs that a deploy runs",
  remedy: "sudo apt-get install curl",
  run: async (on) => {
    const { localExecs, backends } = await on.declared();
    const runs = (variable: string) => localExecs.some(({ environment }) => variable in environment);
    const needed: (readonly [programs: readonly string[], why: string])[] = [
      ...(localExecs.length > 0 && process.platform !== "win32" ? [[["sh"], "every stack"] as const] : []),
      ...(runs("AWAIT_HEALTHY") ? [[["curl", "wget"], "the health check of a gated rollout"] as const] : []),
      ...(runs("AWAIT_HTTPS") ? [[["curl"], "the check of the certificate"] as const] : []),
    ];
    if (needed.length === 0) throw new NotAsked("no stack runs one");
    if (backends.some(({ kind }) => kind === "cloud"))
      throw new NotAsked("HCP Terraform runs them, unless you run Terraform here");
    const found = await Promise.all(
      needed.map(async ([names]) => (await Promise.all(names.map((name) => has(name, on)))).some(Boolean)),
    );
    const missing = needed.filter((_, i) => !found[i]);
    if (missing.length === 0) return pass([...new Set(needed.flatMap(([names]) => names[0]!))].join(", "));
    const told = missing.map(([names, why]) => `${names.join(" or ")}, for ${why}`).join("; ");
    return fail(`Missing here: ${told}.`, [`sudo apt-get install ${missing[0]![0][0]}`]);
  },
};
