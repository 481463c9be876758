import { planDeployment } from "../../deployment/plan";
import { applyStacks, writer } from "./apply-stacks";
import { CommandError } from "./command-line";
import { findChangedStacks } from "./find-changed-stacks";
import { findStacks, withDependencies, withDependents } from "./find-stacks";
import { wouldFail } from "./look-first";
import { projectDeployment } from "./project-deployment";
import { synthesizeProject } from "./synthesis";

const RUNS_ELSEWHERE = `The state is in HCP Terraform. Where its workspaces execute locally, this command does all that it says. Where they execute
remotely, it needs Terraform's saved plans, images are built there or not at all, and Ctrl-C does not end what runs there: see
docs/deploy.md, or use npx cdktf deploy '*' --parallelism 1.\n`;

/** What the command line says. */
export interface DeployArguments {
  /** An app, an environment or a stack; or an app and an environment. */
  readonly words: readonly string[];
  readonly all: boolean;
  /** A git ref: only what changed since. */
  readonly changed?: string;
  /** Whether what needs the stacks stays, when they are destroyed. */
  readonly only: boolean;
  readonly yes: boolean;
  readonly json: boolean;
  /** Whether nothing is looked at before anything is planned. */
  readonly skipDoctor: boolean;
  readonly destroy: boolean;
}

/** Synthesizes the project and deploys or destroys what is asked for; the exit status. */
export async function deployOrDestroy({
  words,
  all,
  changed,
  only,
  yes,
  json,
  skipDoctor,
  destroy,
}: DeployArguments): Promise<number> {
  if (changed !== undefined && (all || destroy)) {
    throw new CommandError(
      all
        ? "--changed is a part of --all: leave out one of them."
        : `--changed is for npm run deploy, which also names what only ${changed} declares and how to take that down.`,
    );
  }
  const untilPlanned = endAtOnce();
  const synthesis = await synthesizeProject();
  // It has said what is wrong.
  if (synthesis !== 0) return synthesis;
  const plan = planDeployment(projectDeployment());
  const asked =
    changed === undefined
      ? findStacks(plan, { words, all, destroy })
      : await findChangedStacks(plan, words, { since: changed, write: writer(json) });
  const { stateStorage } = plan;
  if (destroy && stateStorage && asked.every((one) => one === stateStorage)) {
    throw new CommandError(
      `${stateStorage.stack} keeps the states of all stacks and is locked against deletion, so no command takes it down. When nothing else is left: az lock list, az lock delete, az group delete --name ${stateStorage.resourceGroupName}`,
    );
  }
  const stacks = destroy
    ? (only ? asked : withDependents(plan, asked)).filter((one) => one !== stateStorage)
    : withDependencies(plan, asked);
  if (plan.backend.runsElsewhere) writer(json)(RUNS_ELSEWHERE);
  if (!skipDoctor && stacks.length > 0 && (await wouldFail(stacks))) return 1;
  untilPlanned();
  return applyStacks({ stacks, apps: destroy ? [] : plan.apps, destroy, yes, json });
}

/** Until something is planned, Ctrl-C ends the command, which says so. What it returns ends that. */
function endAtOnce(): () => void {
  const end = (signal: NodeJS.Signals) => {
    console.error("Stopped before anything was planned: nothing was changed.");
    process.kill(process.pid, signal);
  };
  process.once("SIGINT", end);
  return () => process.off("SIGINT", end);
}
