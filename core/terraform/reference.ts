/** Functions that bring in what the text itself does not hold. */
const READS_A_FILE = /\b(file|filebase64|templatefile)\s*\(/;

/** Such as `var.x`, `data.x.y.z`, `local.x["y"].z`: a name, and an attribute of it. */
const NAMES_AN_ATTRIBUTE = /[\p{L}_][\p{L}\p{N}_-]*(\s*\[[^\]]*\])*\s*\.\s*[\p{L}_*]/u;

/**
 * Whether a text takes anything from elsewhere when Terraform evaluates it. `${"hunter2"}`, `${upper("hunter2")}` and
 * `$${hunter2}` do not: they are literals, for whoever reads the JSON to read.
 */
export function refersElsewhere(text: string): boolean {
  const code = codeIn(text);
  return NAMES_AN_ATTRIBUTE.test(code) || READS_A_FILE.test(code);
}

/**
 * What is code in a template, without the literal text around it and in it.
 * Source: Terraform documentation, "Strings and Templates".
 */
function codeIn(template: string): string {
  let code = "";
  // What is open: "{" for code, '"' for the text of a quoted template. At the bottom is text too.
  const open: string[] = [];
  for (let i = 0; i < template.length; i++) {
    const next = template[i]!;
    if (open.at(-1) === "{") {
      if (next === '"' || next === "{") open.push(next);
      else if (next === "}") open.pop();
      code += /["}]/.test(next) ? " " : next;
    } else if (/^(\$\$|%%)\{/.test(template.slice(i, i + 3))) i += 2;
    else if (/^[$%]\{/.test(template.slice(i, i + 2))) {
      open.push("{");
      i++;
    } else if (open.length > 0 && next === "\\") i++;
    else if (open.length > 0 && next === '"') open.pop();
  }
  return code;
}
