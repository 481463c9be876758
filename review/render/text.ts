import { listed } from "../words/listed";
import { Finding } from "../effects/finding";
import { Review } from "../review";
import { counted, EFFECTS, ToldSteps, toldSteps } from "./told-steps";

const MORE = (more: number) => `  … and ${more} more: see --json`;

/**
 * The review for a terminal.
 * @param brief leaves out what there is nothing to tell of
 */
export function text(review: Review, { brief = false } = {}): string {
  const { headline, steps, security, danger, drift, notes, deploy, destroy } = review;
  const sections = [
    [headline],
    steps.length > 0 ? ["What happens, in this order", ...counted(toldSteps(steps).map(stepText), MORE)] : [],
    brief && security.length === 0
      ? []
      : ["Security", ...findings(security, "No change in who may do or reach what.")],
    brief && danger.length === 0 ? [] : ["Danger", ...findings(danger, "None: no data, name or lock goes.")],
    drift.length > 0 ? ["Changed outside of this project", ...findings(drift, "")] : [],
    notes.length > 0 ? ["Notes", ...notes.map((note) => `  ${note}`)] : [],
    deploy.command ? ["Deploy what changes", `  ${deploy.command}`] : [],
    destroy.commands.length > 0
      ? [
          "Take down what is declared no more, with your work committed",
          ...destroy.commands.map((command) => `  ${command}`),
        ]
      : [],
  ];
  const blocks = sections.filter((lines) => lines.length > 0).map((lines) => lines.join("\n"));
  return `${blocks.join("\n\n")}\n`;
}

function stepText({ subjects, effect, causes, sentences }: ToldSteps, i: number): string {
  const why = causes.length > 0 ? `: ${listed(causes, 8)}` : "";
  const head = `  ${`${i + 1}.`.padEnd(3)}${listed(subjects, 5)} — ${EFFECTS[effect]}${why}`;
  return [head, ...sentences.map((sentence) => `     ${sentence}`)].join("\n");
}

function findings(all: readonly Finding[], none: string): string[] {
  if (all.length === 0) return [`  ${none}`];
  return counted(
    all.map(({ text, widens }) => `  ${widens ? "!" : "-"} ${text}`),
    MORE,
  );
}
