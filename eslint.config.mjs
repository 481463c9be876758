import js from "@eslint/js";
import tseslint from "typescript-eslint";

export default tseslint.config(
  { ignores: ["cdktf.out/", "coverage/", "**/node_modules/"] },
  js.configs.recommended,
  ...tseslint.configs.recommended,
  {
    files: ["jest*.config.js", "check/*.js", "check/*.mjs"],
    languageOptions: {
      globals: { console: false, module: false, process: false, require: false, URL: false },
    },
    rules: { "@typescript-eslint/no-require-imports": "off" },
  },
  {
    // What Node.js runs as it is; the compiler knows what is defined in it.
    files: ["constructs/image/publish/*.cjs"],
    rules: { "no-undef": "off", "@typescript-eslint/no-require-imports": "off" },
  },
  {
    rules: {
      "max-lines": ["error", { max: 300, skipBlankLines: true, skipComments: true }],
      "no-warning-comments": "error",
      eqeqeq: "error",
    },
  },
);
