import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

// Functions of their input alone: their files share threads, where those of the others have a process each.
const pure = ['tests/profiler-core/{analysis,contract,exchange,report}/**/*.test.ts']
// tests/e2e is Playwright's; tests/long, and files that say so in their name, are for `npm run test:long`.
const others = [
  'tests/e2e/**',
  'tests/fixtures/**',
  ...(process.env['MEBI_TEST_LONG'] ? [] : ['tests/long/**', 'tests/**/*.long.test.ts']),
]

export default defineConfig({
  test: {
    // Integration tests start interpreters, compilers and npm, and then mostly wait for them.
    maxWorkers: Math.ceil(availableParallelism() * 1.5),
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // Real processes and signals on a busy machine: one that fails twice in a row has failed. Shown as retried.
    retry: process.env['CI'] ? 1 : 0,
    projects: [
      {
        extends: true,
        test: { name: 'pure', include: pure, exclude: others, pool: 'threads', isolate: false },
      },
      {
        extends: true,
        test: { name: 'real', include: ['tests/**/*.test.ts'], exclude: [...others, ...pure] },
      },
    ],
  },
})
