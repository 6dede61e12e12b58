import boundaries from 'eslint-plugin-boundaries';
import vue from 'eslint-plugin-vue';
import globals from 'globals';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';
import vueParser from 'vue-eslint-parser';

/** The folders of ARCHITECTURE.md, most specific first: a file belongs to the first that matches. */
const elements = [
  'shared',
  'relay/transport',
  'relay/session',
  'relay/handlers',
  'relay/domain',
  'relay/storage',
  'relay/blobs',
  'relay/files',
  'relay/tls',
  'relay/beacon',
  'relay/cluster',
  'relay/node',
  'relay/metrics',
  'relay/backup',
  'relay/admin',
  'relay/callbacks',
  'relay/hooks',
  'relay/console',
  'relay/updates',
  'relay/bin',
  'main/platform',
  'main/shell',
  'main/net',
  'main/sync',
  'main/store',
  'main/media',
  'main/archive',
  'main/ipc',
  'main/account',
  'main/profile',
  'main/vault',
  'main/updates',
  'main/relay-host',
  'preload',
  'webhost',
  'renderer/src/bridge',
  'renderer/src/stores',
  'renderer/src/features',
  'renderer/src/ui',
  'renderer/src/i18n',
  'renderer/src/styles',
  'console',
  // What stands in these folders themselves: composition roots.
  'relay',
  'main',
  'renderer/src',
] as const;

type Layer = (typeof elements)[number];

/** Who may import whom, besides itself and `shared`. */
const allowed: Record<Layer, readonly Layer[]> = {
  shared: [],
  'relay/domain': [],
  'relay/metrics': [],
  'relay/storage': ['relay/domain', 'relay/metrics'],
  'relay/blobs': [],
  'relay/files': ['relay/blobs', 'relay/storage', 'relay/cluster', 'relay/handlers', 'relay/metrics'],
  'relay/tls': [],
  'relay/beacon': [],
  'relay/cluster': [],
  'relay/handlers': ['relay/domain', 'relay/storage', 'relay/cluster', 'relay/metrics'],
  'relay/node': ['relay/cluster', 'relay/domain', 'relay/handlers', 'relay/session', 'relay/storage'],
  'relay/session': ['relay/handlers', 'relay/metrics'],
  'relay/transport': ['relay/session', 'relay/metrics'],
  'relay/backup': ['relay/storage', 'relay/tls'],
  'relay/admin': ['relay/handlers', 'relay/backup', 'relay/storage', 'relay/metrics'],
  'relay/callbacks': ['relay/storage', 'relay/cluster', 'relay/transport', 'relay/metrics'],
  'relay/hooks': ['relay/handlers', 'relay/session', 'relay/storage', 'relay/transport', 'relay/metrics'],
  'relay/console': ['relay/admin', 'relay/handlers', 'relay/session', 'relay/transport', 'relay/metrics'],
  'relay/updates': ['relay/files', 'relay/transport'],
  // Composition roots: everything of theirs. Nobody else imports them.
  relay: below('relay').filter((layer) => layer !== 'relay/bin'),
  'relay/bin': ['relay', ...below('relay')],
  main: below('main'),
  'renderer/src': below('renderer/src'),
  'main/platform': ['main/shell'],
  'main/shell': ['main/sync'],
  'main/net': [],
  'main/store': [],
  'main/media': ['main/store', 'main/net'],
  'main/archive': ['main/store', 'main/media'],
  'main/sync': ['main/store', 'main/net', 'main/media', 'main/archive'],
  'main/profile': [],
  'main/vault': ['main/profile'],
  'main/updates': ['main/net'],
  'main/relay-host': [],
  'main/account': ['main/sync', 'main/profile', 'main/relay-host'],
  'main/ipc': [
    'main/sync',
    'main/account',
    'main/profile',
    'main/vault',
    'main/media',
    'main/archive',
    'main/shell',
  ],
  preload: [],
  webhost: [],
  'renderer/src/bridge': [],
  'renderer/src/i18n': [],
  'renderer/src/styles': [],
  'renderer/src/ui': ['renderer/src/i18n'],
  'renderer/src/stores': ['renderer/src/bridge', 'renderer/src/i18n'],
  'renderer/src/features': ['renderer/src/stores', 'renderer/src/ui', 'renderer/src/i18n'],
  // A page of its own with the client's looks: no store of it, and nothing that asks its main process.
  console: ['renderer/src/ui', 'renderer/src/i18n', 'renderer/src/styles'],
};

function below(root: Layer): Layer[] {
  return elements.filter((layer) => layer.startsWith(`${root}/`));
}

// What oxlint cannot say (.oxlintrc.json has the rules of the code itself, those with types among them): templates, and who may import
// whom. No rule here asks for types, so a file's result depends on that file alone, and may be kept in the cache.
export default defineConfig(
  { ignores: ['**/*.cjs', 'out/', 'dist/', 'node_modules/', 'coverage/', 'test-results/', 'docs/'] },
  ...vue.configs['flat/recommended'],
  {
    files: ['**/*.ts', '**/*.vue'],
    languageOptions: {
      parser: vueParser,
      globals: { ...globals.node },
      parserOptions: { parser: tseslint.parser, sourceType: 'module' },
    },
    rules: {
      // Formatting is Prettier's.
      'vue/max-attributes-per-line': 'off',
      'vue/singleline-html-element-content-newline': 'off',
      'vue/html-self-closing': 'off',
      'vue/html-indent': 'off',
      'vue/html-closing-bracket-newline': 'off',
      'vue/multiline-html-element-content-newline': 'off',
      'vue/multi-word-component-names': 'off',
      // Markup from data is how injections get in.
      'vue/no-v-html': 'error',
      'no-restricted-syntax': [
        'error',
        {
          // typescript-eslint's no-meaningless-void-operator forbids this, but for promises in variables; oxlint's does not.
          selector:
            'UnaryExpression[operator="void"] > :not(CallExpression, ChainExpression, AssignmentExpression, ImportExpression, Literal[value=0])',
          message: 'void is for what a call gives.',
        },
      ],
    },
  },
  {
    // Whether a name is used, and as more than a type, is seen in script and template together.
    files: ['**/*.vue'],
    plugins: { '@typescript-eslint': tseslint.plugin },
    rules: {
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
    },
  },
  {
    files: ['src/**/*.ts', 'src/**/*.vue'],
    plugins: { boundaries },
    settings: {
      'boundaries/elements': elements.map((type) => ({
        type,
        pattern: `src/${type}/**`,
        partialMatch: false,
      })),
      // Imports are relative and carry their extension: nothing cleverer is needed.
      'import/resolver': { node: { extensions: ['.ts', '.vue'] } },
    },
    rules: {
      'boundaries/dependencies': [
        'error',
        {
          default: 'allow',
          policies: elements.map((type) => ({
            from: { element: { type } },
            disallow: {
              to: {
                element: {
                  types: {
                    anyOf: elements.filter(
                      (other) => other !== type && other !== 'shared' && !allowed[type].includes(other),
                    ),
                  },
                },
              },
            },
          })),
        },
      ],
    },
  },
);
