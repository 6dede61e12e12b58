import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

// The rules of typescript-eslint's strict set that oxlint does not have yet. They ask for types, which takes ESLint a minute: so it
// is a command of its own (`npm run lint:typed`), and CI runs it. The scripts of components lie below out/ then.
export default defineConfig(
  {
    ignores: [
      '**/*.cjs',
      'out/*',
      '!out/component-scripts/',
      'dist/',
      'node_modules/',
      'coverage/',
      'test-results/',
      'docs/',
    ],
  },
  {
    files: ['**/*.ts'],
    plugins: { '@typescript-eslint': tseslint.plugin },
    languageOptions: {
      parser: tseslint.parser,
      parserOptions: {
        project: [
          './tsconfig.shared.json',
          './tsconfig.node.json',
          './tsconfig.web.json',
          './out/component-scripts/tsconfig.json',
        ],
        tsconfigRootDir: import.meta.dirname,
        noWarnOnMultipleProjects: true,
      },
    },
    rules: {
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'error',
      '@typescript-eslint/no-unsafe-enum-assignment': 'error',
    },
  },
);
