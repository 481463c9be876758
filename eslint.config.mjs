import js from "@eslint/js";
import { readFileSync } from "node:fs";
import path from "node:path";
import tseslint from "typescript-eslint";

/** The rows of the table in docs/architecture.md: each room, and the rooms that it may import. */
const architecture = readFileSync(path.join(import.meta.dirname, "docs", "architecture.md"), "utf8");
const arrows = [...architecture.matchAll(/^\| `(\S+)` +\|[^|]*\|([^|]*)\|$/gm)].map(([, room, imports]) => ({
  room,
  mayImport: [...imports.matchAll(/`(\S+)`/g)].map(([, other]) => other),
}));
if (arrows.length === 0) throw new Error("docs/architecture.md has no table of rooms.");

/** Keeps the files of a room from importing what is above or beside it. */
function keepArrows({ room, mayImport }) {
  const folder = room === "main.ts" ? "." : room;
  const allowed = mayImport.map((other) => {
    const relative = path.posix.relative(folder, other === "main.ts" ? "." : other);
    return (relative.startsWith(".") ? relative : `./${relative}`).replaceAll(".", "\\.");
  });
  return {
    files: [room === "main.ts" ? room : `${room}/*.{ts,js,mjs,cjs}`],
    rules: {
      "no-restricted-imports": [
        "error",
        {
          patterns: [
            {
              regex: `^(?!(${["\\.", ...allowed].join("|")})/[^/]+$)\\.`,
              message: `${room} may import ${mayImport.join(", ") || "nothing"}: docs/architecture.md.`,
            },
          ],
        },
      ],
    },
  };
}

export default tseslint.config(
  { ignores: ["cdktf.out/", "coverage/", "dist/", "**/node_modules/"] },
  js.configs.recommended,
  ...tseslint.configs.recommended,
  {
    files: [
      "**/jest*.config.js",
      "__tests__/support/jest/*.js",
      "check/*.js",
      "check/*.mjs",
      "package/template/.hooks.sscaff.js",
    ],
    languageOptions: {
      globals: {
        __dirname: false,
        console: false,
        exports: false,
        globalThis: false,
        module: false,
        process: false,
        require: false,
        URL: false,
      },
    },
    rules: { "@typescript-eslint/no-require-imports": "off" },
  },
  {
    // What Node.js runs as it is; the compiler knows what is defined in it.
    files: ["constructs/image/publish/*.cjs", "doctor/first.cjs", "local/*.cjs"],
    rules: { "no-undef": "off", "@typescript-eslint/no-require-imports": "off" },
  },
  {
    rules: {
      "max-lines": ["error", { max: 300, skipBlankLines: true, skipComments: true }],
      "no-warning-comments": "error",
      eqeqeq: "error",
    },
  },
  ...arrows.map(keepArrows),
);
