import globals from 'globals';
import svelte from 'eslint-plugin-svelte';
import ts from 'typescript-eslint';
import { noRawText } from './eslint/no-raw-text.js';

const tauriOnlyInItsPlace = {
  'no-restricted-imports': [
    'error',
    {
      patterns: [
        { group: ['@tauri-apps/*'], message: 'Only src/platform/tauri may know Tauri.' },
        { group: ['**/platform/memory/*'], message: 'The memory host is for tests and design work.' },
      ],
    },
  ],
};

export default ts.config(
  { ignores: ['dist', 'dist-memory', 'node_modules', 'src/generated'] },
  ...ts.configs.strict,
  ...svelte.configs.recommended,
  {
    languageOptions: { globals: { ...globals.browser } },
    plugins: { kantis: { rules: { 'no-raw-text': noRawText } } },
    rules: {
      ...tauriOnlyInItsPlace,
      'no-console': 'error',
      'no-restricted-syntax': [
        'error',
        { selector: "CallExpression[callee.property.name='setAttribute'][arguments.0.value='style']", message: 'The CSP blocks style attributes; use style.setProperty.' },
        { selector: "SvelteAttribute[key.name='style']", message: 'The CSP blocks style attributes; use the style: directive.' },
      ],
      '@typescript-eslint/no-non-null-assertion': 'error',
      // Sets and maps here are private scratch space; what is shown lives in runes.
      'svelte/prefer-svelte-reactivity': 'off',
      // Links are hashes within one page; there is no SvelteKit to resolve them.
      'svelte/no-navigation-without-resolve': 'off',
      'svelte/require-each-key': 'error',
      'svelte/no-at-html-tags': 'error',
      // A space between two pieces must be written somehow.
      'svelte/no-useless-mustaches': 'off',
    },
  },
  {
    files: ['**/*.svelte'],
    languageOptions: { parserOptions: { parser: ts.parser } },
    rules: { 'kantis/no-raw-text': 'error' },
  },
  {
    files: ['**/*.svelte.ts'],
    languageOptions: { parser: ts.parser },
  },
  {
    files: ['src/platform/tauri/**', 'src/platform/index.ts', 'tests/**', 'src/**/*.test.ts'],
    rules: { 'no-restricted-imports': 'off' },
  },
);
