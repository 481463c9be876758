import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import * as path from "node:path";
import { inTurns } from "../../core/take-turns";
import { asBlocks, asJson } from "../../core/terraform/json";
import { AT_ONCE, Check, fail, NotAsked, pass, warn } from "../examination/check";
import { Examination } from "../examination/examination";
import { request } from "../asking/http";

/** Source: HCP Terraform API documentation, "Workspaces" (list workspaces). */
interface Workspace {
  readonly attributes: { readonly name: string; readonly locked: boolean; readonly "execution-mode": string };
}

export const workspaces: Check = {
  id: "workspaces",
  name: "workspaces of HCP Terraform",
  remedy: "terraform login",
  run: async (on) => {
    const own = (await on.declared()).backends.filter(({ kind }) => kind === "cloud");
    const [first] = own;
    if (first === undefined) throw new NotAsked("the state is not kept in HCP Terraform");
    const { hostname = "app.terraform.io", organization } = first.settings;
    const host = String(hostname);
    const token = tokenFor(host, on);
    const login = [host === "app.terraform.io" ? "terraform login" : `terraform login ${host}`];
    if (token === undefined) return fail(`There is no login to ${host}.`, login);
    on.conceal(token);
    const names = new Map(
      own.map(({ stack, settings }) => [String(asBlocks(settings.workspaces)[0]?.name), stack]),
    );
    const answers = await inTurns([...names.keys()], AT_ONCE, (name) =>
      request(`https://${host}/api/v2/organizations/${String(organization)}/workspaces/${name}`, {
        headers: { authorization: `Bearer ${token}` },
        signal: on.signal,
      }),
    );
    if (answers.some(({ status }) => status === 401))
      return fail(`${host} does not accept the login.`, login);
    const found = answers.flatMap(({ status, text }) =>
      status === 200 ? [(JSON.parse(text) as { data: Workspace }).data] : [],
    );
    const locked = found
      .filter(({ attributes }) => attributes.locked)
      .map(({ attributes }) => attributes.name);
    if (locked.length > 0) {
      return fail(`Locked: ${locked.join(", ")}.`, [
        "Wait until that run is done, or unlock the workspace in its settings.",
      ]);
    }
    const missing = [...names.keys()].filter(
      (name) => !found.some(({ attributes }) => attributes.name === name),
    );
    if (missing.length === 0) return pass(`${found.length} workspaces are there`);
    return warn(
      `${missing.length} of ${names.size} workspaces are not there or not for you to see, such as ${missing[0]}.`,
      ["Make them first, and let them share their state: docs/state.md, HCP Terraform."],
    );
  },
};

/** Source: Terraform documentation, "CLI Configuration File" (credentials). */
function tokenFor(host: string, { env }: Examination): string | undefined {
  const variable = `TF_TOKEN_${host.replaceAll("-", "__").replaceAll(".", "_")}`;
  if (env[variable]) return env[variable];
  const file = path.join(env.HOME ?? homedir(), ".terraform.d", "credentials.tfrc.json");
  if (!existsSync(file)) return undefined;
  const { credentials } = JSON.parse(readFileSync(file, "utf8")) as { credentials?: object };
  const { token } = asJson(asJson(credentials)[host]);
  return typeof token === "string" ? token : undefined;
}
