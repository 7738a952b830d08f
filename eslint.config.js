// What ESLint holds our scripts to; tsc checks their types (tsconfig.json).
import js from "@eslint/js";
import globals from "globals";

const LONGER = { ignoreStrings: true, ignoreTemplateLiterals: true, ignoreUrls: true, ignoreRegExpLiterals: true };

export default [
  { ignores: ["*", "!docs", "!tests", "!eslint.config.js", "docs/assets/licenses", "**/*.d.ts"] },
  js.configs.recommended,
  {
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      "eqeqeq": ["error", "always", { null: "ignore" }],
      "max-len": ["error", { code: 140, ...LONGER }],
      "max-lines": ["error", 350],
      "no-unused-vars": ["error", { ignoreRestSiblings: true, varsIgnorePattern: "^_", argsIgnorePattern: "^_" }],
      "no-var": "error",
      "prefer-const": "error",
    },
  },
  { files: ["docs/**"], languageOptions: { globals: globals.browser } },
  { files: ["docs/sw.js"], languageOptions: { globals: globals.serviceworker } },
  { files: ["docs/assets/**/worker.js"], languageOptions: { globals: globals.worker } },
  { files: ["tests/**"], rules: { "max-len": ["error", { code: 160, ...LONGER }] } },
  { files: ["tests/**", "eslint.config.js"], languageOptions: { globals: globals.node } },
];
