import { Graph, layout } from "@dagrejs/dagre";
import { SIGNS } from "./mermaid";
import { Mark, Picture, PictureNode } from "./picture";

const FONT_SIZE = 13;
/** Wide enough for what a sans-serif font of that size needs on average, and a little more. */
const CHARACTER_WIDTH = 7.3;
const NODE_HEIGHT = 38;
const PADDING = 14;
const MARGIN = 20;
const LEGEND_HEIGHT = 34;
const LINE_HEIGHT = 19;
const MOST_CHARACTERS_A_LINE = 110;

/** The column of a part that follows no other. */
const COLUMNS: Readonly<Record<PictureNode["kind"], number>> = {
  registry: 1,
  other: 1,
  image: 2,
  app: 3,
  address: 4,
};

/** Keeps the columns in line: it is laid out, and not drawn. */
const ANCHOR = " anchor";

const COLOURS: Readonly<Record<Mark | "plain", { fill: string; line: string; text: string }>> = {
  new: { fill: "#dafbe1", line: "#1a7f37", text: "#0f3d1c" },
  replaced: { fill: "#fff1d6", line: "#bc4c00", text: "#4d2400" },
  inPlace: { fill: "#ddf4ff", line: "#0969da", text: "#0a3069" },
  gone: { fill: "#ffebe9", line: "#cf222e", text: "#5c1118" },
  same: { fill: "#f6f8fa", line: "#d0d7de", text: "#8c959f" },
  plain: { fill: "#ffffff", line: "#57606a", text: "#24292f" },
};

const LEGEND: Readonly<Record<Exclude<Mark, "same">, string>> = {
  new: "new",
  replaced: "built anew or replaced",
  inPlace: "changed in place",
  gone: "gone",
};

interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The picture as an SVG file that needs nothing else. */
export function svg(picture: Picture, title: string): string {
  const graph = placed(picture);
  const places = picture.nodes.map(({ id }) => graph.node(id) as Place);
  const left = Math.min(...places.map((place) => place.x - place.width / 2), Infinity);
  const width = Math.max(0, ...places.map((place) => place.x + place.width / 2)) - left;
  const { height = 0 } = graph.graph() as { height?: number };
  const legend = legendOf(picture);
  const titleLines = wrapped(title);
  const top = MARGIN + titleLines.length * LINE_HEIGHT + MARGIN / 2;
  const total = {
    width: Math.ceil(Math.max(width, legend.width, ...titleLines.map(textWidth)) + 2 * MARGIN),
    height: Math.ceil(top + height + MARGIN + LEGEND_HEIGHT),
  };
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${total.width}" height="${total.height}" viewBox="0 0 ${total.width} ${total.height}" role="img" font-family="system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', sans-serif" font-size="${FONT_SIZE}">`,
    `<title>${escape(title)}</title>`,
    `<defs><marker id="arrow" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0L8 4L0 8z" fill="#8c959f"/></marker></defs>`,
    `<rect width="100%" height="100%" fill="#ffffff"/>`,
    ...titleLines.map(
      (text, i) =>
        `<text x="${MARGIN}" y="${MARGIN + FONT_SIZE + i * LINE_HEIGHT}" font-weight="600" fill="#24292f">${escape(text)}</text>`,
    ),
    `<g transform="translate(${round(MARGIN - left)} ${top})">`,
    ...picture.edges.map(({ from, to }) =>
      line((graph.edge(from, to) as { points: { x: number; y: number }[] }).points),
    ),
    ...picture.nodes.map((node) => box(node, graph.node(node.id) as Place, picture.compares)),
    `</g>`,
    `<g transform="translate(${MARGIN} ${total.height - LEGEND_HEIGHT + 6})">${legend.text}</g>`,
    `</svg>`,
    "",
  ].join("\n");
}

function placed({ nodes, edges }: Picture): Graph {
  const graph = new Graph();
  graph.setGraph({ rankdir: "LR", nodesep: 14, ranksep: 48 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const node of nodes)
    graph.setNode(node.id, { width: textWidth(textOf(node)) + 2 * PADDING, height: NODE_HEIGHT });
  graph.setNode(ANCHOR, { width: 0, height: 0 });
  const following = new Set(edges.map(({ to }) => to));
  for (const { id, kind } of nodes.filter((node) => !following.has(node.id))) {
    graph.setEdge(ANCHOR, id, { minlen: COLUMNS[kind] });
  }
  for (const { from, to } of edges) graph.setEdge(from, to);
  layout(graph);
  return graph;
}

function line(points: readonly { x: number; y: number }[]): string {
  const path = points.map(({ x, y }, i) => `${i === 0 ? "M" : "L"}${round(x)} ${round(y)}`).join("");
  return `<path d="${path}" fill="none" stroke="#8c959f" marker-end="url(#arrow)"/>`;
}

function box(node: PictureNode, { x, y, width, height }: Place, compares: boolean): string {
  const { fill, line, text } = COLOURS[compares ? node.mark : "plain"];
  const radius = node.kind === "address" ? height / 2 : node.kind === "registry" ? 12 : 4;
  const [left, top] = [round(x - width / 2), round(y - height / 2)];
  const dash = node.mark === "gone" ? ` stroke-dasharray="5 3"` : "";
  const border = node.mark === "same" ? 1 : 2;
  return [
    `<rect x="${left}" y="${top}" width="${round(width)}" height="${height}" rx="${radius}" fill="${fill}" stroke="${line}" stroke-width="${border}"${dash}/>`,
    `<text x="${round(x)}" y="${round(y + FONT_SIZE / 3)}" text-anchor="middle" fill="${text}">${escape(textOf(node))}</text>`,
  ].join("");
}

function legendOf({ nodes, leftOut, compares }: Picture): { text: string; width: number } {
  const parts: string[] = [];
  let at = 0;
  const add = (text: string, colour: keyof typeof COLOURS) => {
    const { fill, line } = COLOURS[colour];
    parts.push(
      `<rect x="${round(at)}" y="2" width="14" height="14" rx="3" fill="${fill}" stroke="${line}"/><text x="${round(at + 20)}" y="${FONT_SIZE}" fill="#57606a">${escape(text)}</text>`,
    );
    at += textWidth(text) + 44;
  };
  if (compares) {
    for (const mark of Object.keys(LEGEND) as (keyof typeof LEGEND)[]) {
      if (nodes.some((node) => node.mark === mark)) add(`${SIGNS[mark]} ${LEGEND[mark]}`, mark);
    }
    if (nodes.some(({ mark }) => mark === "same")) add("stays as it is", "same");
  }
  if (leftOut > 0) add(`${leftOut} more are not shown`, "same");
  return { text: parts.join(""), width: at };
}

/** A sentence in lines that are not too long to read. */
function wrapped(text: string): string[] {
  const lines = [""];
  for (const word of text.split(" ")) {
    const line = lines.at(-1)!;
    if (line.length + word.length > MOST_CHARACTERS_A_LINE) lines.push(word);
    else lines[lines.length - 1] = `${line} ${word}`.trim();
  }
  return lines;
}

function textOf({ label, mark }: PictureNode): string {
  const text = label.length > 60 ? `${label.slice(0, 59)}…` : label;
  return `${SIGNS[mark]} ${text}`.trim();
}

function textWidth(text: string): number {
  return text.length * CHARACTER_WIDTH;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function escape(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
