import { defineConfig } from 'vitest/config'

const common = {
  testTimeout: 60_000,
  hookTimeout: 120_000,
  pool: 'forks' as const,
  // As long as a busy machine may need; tests/support/eventually.ts waits as long.
  expect: { poll: { timeout: 30_000, interval: 20 } },
}

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...common,
          name: 'unit',
          include: ['lib/**/*.test.ts', 'components/**/*.test.ts', 'scripts/**/*.test.ts'],
        },
      },
      {
        test: {
          ...common,
          name: 'system',
          include: ['tests/**/*.test.ts'],
          globalSetup: ['tests/setup/database.ts'],
          // Real processes on a busy machine; scripts/second-attempts.ts names every test that needed it.
          retry: 1,
        },
      },
    ],
  },
})
