/** A step from a value into it: an attribute's name, a key, or an index. */
export type Step = string | number;

/** Something that an expression refers to: `azurerm_x.y.z[0]`, `data.x.y.z`, `var.x`, `local.x`. */
export type Reference = readonly Step[];

/** A piece of a text as Terraform reads it: literal, or an expression in `${…}`. */
export type Piece = { readonly literal: string } | { readonly expression: string };

/** The pieces of a template. Escapes (`$${`, `%%{`) become what they mean. */
export function piecesOf(text: string): Piece[] {
  if (!/\$\{|%%\{/.test(text)) return [{ literal: text }];
  const pieces: Piece[] = [];
  let literal = "";
  let at = 0;
  while (at < text.length) {
    if (text.startsWith("$${", at) || text.startsWith("%%{", at)) {
      literal += `${text[at]}{`;
      at += 3;
    } else if (text.startsWith("${", at)) {
      const end = closingBrace(text, at + 2);
      if (literal) pieces.push({ literal });
      literal = "";
      pieces.push({ expression: text.slice(at + 2, end) });
      at = end + 1;
    } else {
      literal += text[at++];
    }
  }
  if (literal) pieces.push({ literal });
  return pieces;
}

const REFERENCE = /[A-Za-z_][\w-]*(?:\.[A-Za-z_][\w-]*|\[\d+\]|\["(?:[^"\\]|\\.)*"\]|\.\d+)+/g;

const STRING_OR_REFERENCE = new RegExp(`"(?:[^"\\\\]|\\\\.)*"|${REFERENCE.source}`, "g");

/** The reference that an expression is, if it is one and nothing else. */
export function asReference(expression: string): Reference | undefined {
  const trimmed = expression.trim();
  const [match] = trimmed.match(REFERENCE) ?? [];
  return match === trimmed ? stepsOf(match) : undefined;
}

/** An expression with what it refers to put in place, and the texts in it evaluated. */
export function substitute(
  expression: string,
  reference: (reference: Reference) => string,
  template: (text: string) => string,
): string {
  return expression.replace(STRING_OR_REFERENCE, (match) =>
    match.startsWith('"') ? (match.includes("${") ? template(match) : match) : reference(stepsOf(match)),
  );
}

function stepsOf(reference: string): Step[] {
  return [...reference.matchAll(/\["((?:[^"\\]|\\.)*)"\]|\[(\d+)\]|\.?([A-Za-z_][\w-]*)|\.(\d+)/g)].map(
    ([, key, index, name, dotted]) => {
      if (key !== undefined) return JSON.parse(`"${key}"`) as string;
      return name ?? Number(index ?? dotted);
    },
  );
}

/** Where the expression that starts at `from` ends. Braces in strings count only if they open a template. */
function closingBrace(text: string, from: number): number {
  let depth = 1;
  let inString = false;
  for (let at = from; at < text.length; at++) {
    const char = text[at];
    if (inString) {
      if (char === "\\") at++;
      else if (char === '"') inString = false;
      continue;
    }
    if (char === '"') inString = true;
    else if (char === "{") depth++;
    else if (char === "}" && --depth === 0) return at;
  }
  return text.length;
}

/** Everything that a value refers to, however deep. */
export function referencesIn(value: unknown): Reference[] {
  if (typeof value === "string") {
    return piecesOf(value).flatMap((piece) => {
      const found: Reference[] = [];
      if ("expression" in piece) {
        const add = (...references: Reference[]) => (found.push(...references), "");
        substitute(piece.expression, add, (text) => add(...referencesIn(text)));
      }
      return found;
    });
  }
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(referencesIn) : [];
}
