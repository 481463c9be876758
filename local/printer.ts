import { styleText } from "node:util";

/** The colours of containers, in their order. */
const COLOURS = ["cyan", "yellow", "green", "magenta", "blue"] as const;

/** What replaces a secret that a container prints. */
const HIDDEN = "(secret)";

/** Shorter ones would be found in what has nothing to do with them. */
const LEAST_HIDDEN = 4;

/** How a {@link Printer} writes. */
export interface PrinterOptions {
  readonly write: (text: string) => void;
  readonly coloured: boolean;
  /** The names of the containers that will print. */
  readonly names: readonly string[];
  /** What nothing that is printed may hold. */
  readonly secrets: readonly string[];
}

/** Prints what containers write, line by line with the container's name in front, and what there is to say beside. */
export class Printer {
  private readonly width: number;
  private readonly hidden: readonly string[];

  constructor(private readonly options: PrinterOptions) {
    this.width = Math.max(0, ...options.names.map((name) => name.length));
    this.hidden = options.secrets
      .flatMap((secret) => secret.split(/\r?\n/))
      .filter((line) => line.length >= LEAST_HIDDEN)
      .sort((one, other) => other.length - one.length);
  }

  /** A word of our own. */
  readonly say = (line: string): void => {
    this.options.write(`${this.styled("bold", this.without(line))}\n`);
  };

  /** A word of our own about a container, among its lines. */
  note(name: string, line: string): void {
    this.options.write(`${this.prefix(name)}${this.styled("bold", this.without(line))}\n`);
  }

  /** What a container writes to one of its streams. The returned function is told each piece, and undefined at the end. */
  linesOf(name: string): (text: string | undefined) => void {
    let rest = "";
    return (text) => {
      const lines = (rest + (text ?? "")).split("\n");
      rest = text === undefined ? "" : lines.pop()!;
      if (text === undefined && lines.at(-1) === "") lines.pop();
      if (lines.length === 0) return;
      const prefix = this.prefix(name);
      this.options.write(lines.map((line) => `${prefix}${this.without(line.replace(/\r$/, ""))}\n`).join(""));
    };
  }

  private prefix(name: string): string {
    const colour = COLOURS[this.options.names.indexOf(name) % COLOURS.length] ?? "cyan";
    return `${this.styled(colour, `${name.padEnd(this.width)} |`)} `;
  }

  private styled(style: "bold" | (typeof COLOURS)[number], text: string): string {
    return this.options.coloured ? styleText(style, text, { validateStream: false }) : text;
  }

  private without(line: string): string {
    return this.hidden.reduce((text, secret) => text.replaceAll(secret, HIDDEN), line);
  }
}
