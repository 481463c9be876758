import { mermaid } from "../picture/mermaid";
import { Finding } from "../effects/finding";
import { Review, ReviewedStack } from "../review";
import { listed } from "../words/listed";
import { counted, EFFECTS, MOST_TOLD, ToldSteps, toldSteps } from "./told-steps";

/** By this a workflow finds its own comment again. */
export const MARKER = "<!-- slipway-review -->";

/** GitHub takes 65,536 characters in a comment; a little is left for what a workflow adds. */
export const MOST_CHARACTERS = 60_000;

/** GitLab and GitHub stop drawing a picture that is longer. */
const MOST_MERMAID = 20_000;

const MORE = (more: number) => `- … and ${more} more`;

interface Section {
  readonly text: string;
  /** What stands in its place where there is no room for it. */
  readonly short?: string;
}

/** The review for a comment or a job's summary. Sections that do not fit are left out whole, and it says so. */
export function markdown(review: Review): string {
  const shown: string[] = [];
  let room = MOST_CHARACTERS - 300;
  for (const part of sections(review)) {
    const fits = part.text.length <= room;
    const text = fits
      ? part.text
      : (part.short ?? "_There is no room here for more: see the artifact, or `npm run review -- --json`._");
    shown.push(text);
    room -= text.length + 2;
    if (room < 300) break;
  }
  return `${[MARKER, ...shown].join("\n\n")}\n`;
}

function sections(review: Review): Section[] {
  const { headline, steps, security, danger, drift, notes, stacks, deploy, destroy, picture, base, basis } =
    review;
  const drawing = mermaid(picture);
  const told = toldSteps(steps);
  return [
    { text: `### ${escape(headline)}` },
    ...(danger.length > 0 ? [{ text: ["**Danger**", "", ...findings(danger, "⛔")].join("\n") }] : []),
    ...(told.length > 0 ? [{ text: counted(told.map(step), MORE).join("\n") }] : []),
    {
      text:
        security.length > 0
          ? ["**Security**", "", ...findings(security)].join("\n")
          : "**Security:** no change in who may do or reach what.",
    },
    ...(danger.length === 0 ? [{ text: "**Danger:** none. No data, name or lock goes." }] : []),
    ...(drift.length > 0
      ? [
          {
            text: ["**Changed outside of this project since the last deploy**", "", ...findings(drift)].join(
              "\n",
            ),
          },
        ]
      : []),
    ...(notes.length > 0 ? [{ text: notes.map((note) => `> ${escape(note)}`).join("\n") }] : []),
    ...(deploy.command
      ? [{ text: ["Deploy what changes:", "", "```sh", deploy.command, "```"].join("\n") }]
      : []),
    ...(destroy.commands.length > 0
      ? [
          {
            text: [
              "Take down what is declared no more, with your work committed:",
              "",
              "```sh",
              ...destroy.commands,
              "```",
            ].join("\n"),
          },
        ]
      : []),
    ...(steps.length > 0 && drawing.length <= MOST_MERMAID
      ? [{ text: folded("Picture", ["```mermaid", drawing, "```"].join("\n"), picture.nodes.length <= 12) }]
      : []),
    ...stacks.map((stack) => ({
      text: details(stack),
      short: `Stack \`${stack.name}\`: ${stack.resources.length} resources change.`,
    })),
    {
      text: `<sub>Compared with ${code(base)}, ${basis === "plans" ? "by Terraform's plans" : "by what is synthesized, as if the base were deployed; no credentials were used"}.</sub>`,
    },
  ];
}

function step({ subjects, effect, causes, sentences }: ToldSteps, i: number): string {
  const why = causes.length > 0 ? `: ${escape(listed(causes, 8))}` : "";
  return `${i + 1}. **${escape(listed(subjects, 5))}** — ${EFFECTS[effect]}${why}.\n   ${sentences.map(escape).join(" ")}`;
}

function findings(all: readonly Finding[], sign?: string): string[] {
  return counted(
    all.map(({ text, widens }) => `- ${sign ? `${sign} ` : widens ? "⚠️ " : ""}${escape(text)}`),
    MORE,
  );
}

function details({ name, effect, resources, outputs }: ReviewedStack): string {
  const rows = resources
    .slice(0, MOST_TOLD)
    .map(({ title, action, causes }) => `| ${cell(title)} | ${action} | ${cell(causes.join("; "))} |`);
  const more = resources.length > MOST_TOLD ? [`| … and ${resources.length - MOST_TOLD} more | | |`] : [];
  const table =
    resources.length > 0 ? ["| Resource | Action | Why |", "| --- | --- | --- |", ...rows, ...more] : [];
  const told = outputs.length > 0 ? ["", `Outputs that change: ${outputs.map(code).join(", ")}`] : [];
  return folded(`Stack <code>${name}</code>: ${effect}`, [...table, ...told].join("\n"), false);
}

function folded(title: string, body: string, isOpen: boolean): string {
  return `<details${isOpen ? " open" : ""}><summary>${title}</summary>\n\n${body}\n\n</details>`;
}

function code(text: string): string {
  return `\`${text.replaceAll("`", "'")}\``;
}

function cell(text: string): string {
  return escape(text).replaceAll("|", "\\|").replaceAll("\n", " ");
}

/** What was written in main.ts stays text: no HTML, no mention of anybody, no picture from elsewhere. */
function escape(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(/[\\`*_{}[\]#]/g, "\\$&")
    .replaceAll("@", "@\u200b");
}
