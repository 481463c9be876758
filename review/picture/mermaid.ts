import { Mark, Picture, PictureNode } from "./picture";

/** The sign of each mark: colours alone do not reach everybody. */
export const SIGNS: Readonly<Record<Mark, string>> = {
  new: "+",
  replaced: "±",
  inPlace: "~",
  gone: "−",
  same: "",
};

const CLASSES = [
  "classDef new fill:#dafbe1,stroke:#1a7f37,color:#0f3d1c",
  "classDef replaced fill:#fff1d6,stroke:#bc4c00,color:#4d2400,stroke-width:2px",
  "classDef inPlace fill:#ddf4ff,stroke:#0969da,color:#0a3069",
  "classDef gone fill:#ffebe9,stroke:#cf222e,color:#5c1118,stroke-dasharray:5 3",
  "classDef same fill:#f6f8fa,stroke:#d0d7de,color:#8c959f",
  "classDef plain fill:#f6f8fa,stroke:#57606a,color:#24292f",
];

/** The picture as a Mermaid flowchart: GitHub and GitLab draw it in comments and summaries. */
export function mermaid({ nodes, edges, leftOut, compares }: Picture): string {
  const ids = new Map(nodes.map(({ id }, i) => [id, `n${i}`]));
  return [
    "flowchart LR",
    ...nodes.map((node) => `  ${ids.get(node.id)}${shape(node)}:::${compares ? node.mark : "plain"}`),
    ...edges.map(({ from, to }) => `  ${ids.get(from)} --> ${ids.get(to)}`),
    ...(leftOut > 0 ? [`  more["… and ${leftOut} more"]:::same`] : []),
    ...CLASSES.filter((line) => isUsed(line, nodes, compares, leftOut)).map((line) => `  ${line}`),
  ].join("\n");
}

function isUsed(line: string, nodes: readonly PictureNode[], compares: boolean, leftOut: number): boolean {
  const [, name] = line.split(" ");
  if (name === "plain") return !compares;
  return (compares && nodes.some(({ mark }) => mark === name)) || (name === "same" && leftOut > 0);
}

function shape({ kind, label, mark }: PictureNode): string {
  const text = JSON.stringify(`${SIGNS[mark]} ${escape(label)}`.trim());
  switch (kind) {
    case "registry":
      return `[(${text})]`;
    case "address":
      return `([${text}])`;
    default:
      return `[${text}]`;
  }
}

/** Mermaid reads Markdown, HTML and its own entities in labels. */
function escape(label: string): string {
  return label.replaceAll(/[^\p{L}\p{N} .:/()\-_,]/gu, (char) => `#${char.codePointAt(0)};`);
}
