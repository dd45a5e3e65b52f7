// How scripts are to be written. How they are to look is prettier's: .editorconfig says it for every kind of file.
import js from "@eslint/js";
import globals from "globals";

const STRICT = {
  strict: ["error", "global"],
  eqeqeq: "error",
  "no-var": "error",
  "prefer-const": "error",
  "no-shadow": "error",
  "no-implicit-globals": "error",
  "no-use-before-define": ["error", { functions: false, variables: false }],
  "object-shorthand": "error",
  "max-lines": ["error", 250],
  "max-lines-per-function": ["error", 40],
};

export default [
  { ignores: ["**/vendor/**"] },
  { ...js.configs.recommended, linterOptions: { reportUnusedDisableDirectives: "error" } },
  {
    files: ["frontend/assets/**/*.js", "tests/e2e/*.js"],
    languageOptions: { sourceType: "script", globals: globals.browser },
    rules: STRICT,
  },
  {
    files: ["tests/**/*.mjs"],
    languageOptions: { sourceType: "module", globals: globals.node },
    rules: { ...STRICT, strict: "off", "max-lines-per-function": "off" },
  },
];
