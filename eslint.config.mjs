import tseslint from 'typescript-eslint';

/** One storey may import only from storeys below it; see docs/architecture.md. */
function mayNotImport(files, groups) {
  return {
    files,
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          patterns: groups.map(({ group, why }) => ({ group, message: why })),
        },
      ],
    },
  };
}

const vscodeOnlyAbove = { group: ['vscode'], why: 'Only src/vscode and src/extension.ts know VS Code: everything below runs in plain Node.' };
const ssh2OnlyInSsh = { group: ['ssh2', 'ssh2/*'], why: 'ssh2 is imported in src/ssh alone, and loaded on the first connection.' };
const upward = (...rooms) => ({
  group: rooms.map((room) => `**/${room}/**`),
  why: 'Imports point downward: extension → vscode → {ssh, local, host} → {machine, apt, kvm, microcode} → finding. Rooms of one storey do not know each other.',
});

export default tseslint.config(
  { ignores: ['dist/', 'out/', 'out-*/', 'node_modules/', '.vscode-test/'] },
  {
    files: ['**/*.ts'],
    extends: [...tseslint.configs.strictTypeChecked, ...tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/prefer-nullish-coalescing': ['error', { ignorePrimitives: { string: true, boolean: true } }],
      'eqeqeq': ['error', 'always'],
      'no-console': 'error',
    },
  },
  {
    files: ['test/**/*.ts'],
    rules: {
      // node:test-style and mocha callbacks return promises where void is declared.
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unused-expressions': 'off',
      'no-console': 'off',
    },
  },
  mayNotImport(['src/vscode/**/*.ts', 'src/extension.ts'], [ssh2OnlyInSsh]),
  mayNotImport(['src/ssh/**/*.ts'], [vscodeOnlyAbove, upward('vscode', 'local', 'host', 'apt', 'kvm', 'microcode')]),
  mayNotImport(['src/local/**/*.ts'], [vscodeOnlyAbove, ssh2OnlyInSsh, upward('vscode', 'ssh', 'host', 'apt', 'kvm', 'microcode')]),
  mayNotImport(['src/host/**/*.ts'], [vscodeOnlyAbove, ssh2OnlyInSsh, upward('vscode', 'ssh', 'local')]),
  mayNotImport(['src/machine/**/*.ts'], [vscodeOnlyAbove, ssh2OnlyInSsh, upward('vscode', 'ssh', 'local', 'host', 'apt', 'kvm', 'microcode')]),
  mayNotImport(['src/apt/**/*.ts'], [vscodeOnlyAbove, ssh2OnlyInSsh, upward('vscode', 'ssh', 'local', 'host', 'machine', 'kvm', 'microcode')]),
  mayNotImport(['src/kvm/**/*.ts'], [vscodeOnlyAbove, ssh2OnlyInSsh, upward('vscode', 'ssh', 'local', 'host', 'machine', 'apt', 'microcode')]),
  mayNotImport(['src/microcode/**/*.ts'], [vscodeOnlyAbove, ssh2OnlyInSsh, upward('vscode', 'ssh', 'local', 'host', 'machine', 'apt', 'kvm')]),
);
