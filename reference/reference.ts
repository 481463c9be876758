import { writeFileSync } from "node:fs";
import { Entry, Factory, readSections, Section } from "./model";
import { openProgram } from "./program";

/** Where the reference is. */
export const REFERENCE = "docs/reference.md";

const INTRODUCTION = `# Reference

Everything that can be written in \`main.ts\`, from \`Deployment\` down. Made from the doc comments by
\`npm run reference\`: change those, not this file. A prop without a default is required. Limits are checked at
synth, before anything reaches Azure.

Azure's term is the property of the resource in Azure's resource model (ARM), without the leading \`properties\`;
\`container\` stands for one of the group's \`containers\` or \`initContainers\`. A prop without one is Slipway's own.`;

/** The reference as markdown. */
export function renderReference(sections: readonly Section[]): string {
  const contents = sections.map(({ name }) => `- [${name}](#${name.toLowerCase()})`).join("\n");
  const bodies = sections.map((section, i) => render(section, sections.slice(0, i)));
  return `${[INTRODUCTION, contents, ...bodies.map((body) => linked(body, sections))].join("\n\n")}\n`;
}

/** Turns the links of doc comments into links between sections, where there is one. */
function linked(body: string, sections: readonly Section[]): string {
  return body.replaceAll(/\{@link (\w+)([^}]*)\}/g, (_, name: string, rest: string) => {
    const home = sections.find(
      (section) => section.name === name || section.factories.some((factory) => factory.name === name),
    );
    const text = `\`${name}${rest}\``;
    return home ? `[${text}](#${home.name.toLowerCase()})` : text;
  });
}

function render(section: Section, earlier: readonly Section[]): string {
  const { name, text, definition, props, factories, examples } = section;
  const larger = props.length > 0 ? earlier.find((other) => includes(other, section)) : undefined;
  const parts = [
    `## ${name}`,
    paragraphs(text),
    definition && `Stands for ${definition}.`,
    larger
      ? whatIsMissing(larger, section)
      : table("Prop", props, definition === "" ? "required" : "required in its form"),
    ...factories.map(renderFactory),
    ...examples.map((example) => `\`\`\`ts\n${example}\n\`\`\``),
  ];
  return parts.filter((part) => part !== "").join("\n\n");
}

/** Whether a type that was told of already has all props of another. */
function includes(larger: Section, { props }: Section): boolean {
  const known = new Set(larger.props.map((prop) => JSON.stringify(prop)));
  return props.every((prop) => known.has(JSON.stringify(prop)));
}

function whatIsMissing(larger: Section, { props }: Section): string {
  const own = new Set(props.map(({ name }) => name));
  const missing = larger.props.map(({ name }) => name).filter((name) => !own.has(name));
  const apart = missing.length > 0 ? `, apart from ${missing.map((name) => `\`${name}\``).join(", ")}` : "";
  return `Its props are those of [${larger.name}](#${larger.name.toLowerCase()})${apart}.`;
}

function renderFactory({ name, text, parameters }: Factory): string {
  const names = parameters.map((parameter) => `${parameter.name}${parameter.optional ? "?" : ""}`);
  // A method of a value reads as in a program: volume.mountAt.
  const call = name.replace(
    /^(\w)(\w*)#/,
    (_, first: string, rest: string) => `${first.toLowerCase()}${rest}.`,
  );
  return [`### \`${call}(${names.join(", ")})\``, paragraphs(text), table("Parameter", parameters)]
    .filter((part) => part !== "")
    .join("\n\n");
}

function table(title: string, entries: readonly Entry[], required = "required"): string {
  if (entries.length === 0) return "";
  const azure = entries.some((entry) => entry.azure !== "");
  const rows = [
    [title, "Type", "Default", "What it is", ...(azure ? ["Azure's term"] : [])],
    ["---", "---", "---", "---", ...(azure ? ["---"] : [])],
    ...entries.map((entry) => [
      `\`${entry.name}\``,
      entry.type,
      entry.optional ? entry.fallback : required,
      entry.text,
      ...(azure ? [entry.azure && `\`${entry.azure}\``] : []),
    ]),
  ];
  return rows
    .map((cells) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`)
    .join("\n");
}

function paragraphs(text: string): string {
  return text
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.replaceAll(/\s*\n\s*/g, " ").trim())
    .join("\n\n");
}

if (require.main === module) writeFileSync(REFERENCE, renderReference(readSections(openProgram())));
