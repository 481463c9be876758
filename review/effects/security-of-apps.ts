import { asBlocks, Json } from "../../core/terraform/json";
import { ResourceChange } from "../plan/stack-plan";
import { capital, narrower, Said, wider } from "./said";
import { identities } from "./security-of-groups";

/** What changes in who may reach a container app, and in what it may do. */
export function securityOfApp(change: ResourceChange, subject: string): Said[] {
  return [...doors(change, subject), ...variables(change, subject), ...identities(change, subject)];
}

function doors({ before, after }: ResourceChange, subject: string): Said[] {
  const answers = (of: Json | undefined) => asBlocks(of?.ingress)[0]?.external_enabled === true;
  if (answers(after) === answers(before)) return [];
  return answers(after)
    ? [wider(`${capital(subject)} answers HTTPS from outside of its Container Apps environment.`)]
    : [narrower(`${capital(subject)} answers nobody outside any more.`)];
}

/** Environment variables that became secret, or plain; names only. */
function variables({ before, after, action }: ResourceChange, subject: string): Said[] {
  if (action === "create" || action === "delete") return [];
  const [was, is] = [before, after].map((of) => {
    const template = asBlocks(of?.template)[0];
    const containers = ["container", "init_container"].flatMap((list) => asBlocks(template?.[list]));
    return new Map(
      containers
        .flatMap(({ env }) => asBlocks(env))
        .map(({ name, secret_name }) => [
          String(name),
          secret_name !== undefined && secret_name !== null && secret_name !== "",
        ]),
    );
  });
  return [...is!].flatMap(([name, isSecret]) => {
    const wasSecret = was!.get(name);
    if (wasSecret === undefined || wasSecret === isSecret) return [];
    return isSecret
      ? [
          narrower(
            `The environment variable ${name} of ${subject} becomes secret; its old value was readable, so change it.`,
          ),
        ]
      : [
          wider(
            `The environment variable ${name} of ${subject} is readable by everybody who may see the app; it was secret.`,
          ),
        ];
  });
}
