import { defineConfig, type ViteUserConfig } from 'vitest/config'

/** Vitest reads its projects from here: `vitest run --config vitest.workspace.ts`. */
const config: ViteUserConfig = defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 2,
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{packages,apps,migrations}/**/*.test.ts'],
          exclude: ['**/node_modules/**', '**/dist/**', 'packages/*/tests/**'],
          testTimeout: 5_000,
        },
      },
      {
        test: {
          name: 'database',
          include: [
            'packages/*/tests/**/*.test.ts',
            'tests/{conformance,interop,journeys,life,races,security,support}/**/*.test.ts',
          ],
          globalSetup: 'tests/support/global-setup.ts',
          testTimeout: 10_000,
          hookTimeout: 20_000,
        },
      },
      // In every run a short form of them; the whole with `npm run test:faults` and `npm run test:load`.
      ...(['faults', 'load'] as const).map((name) => ({
        test: {
          name,
          include: [`tests/${name}/**/*.test.ts`],
          globalSetup: 'tests/support/global-setup.ts',
          testTimeout: 10_000,
          hookTimeout: 60_000,
        },
      })),
      {
        test: {
          name: 'browser',
          include: ['tests/browser/**/*.test.ts'],
          globalSetup: 'tests/support/global-setup.ts',
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'architecture',
          include: ['tests/architecture/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
})

export default config
