import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    // tests/e2e is Playwright's.
    exclude: ['tests/e2e/**', 'tests/fixtures/**'],
    // Integration tests start interpreters, compilers and npm.
    // Vitest would leave one processor to itself; most of a test is waiting for other processes.
    maxWorkers: '100%',
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // Real processes and signals on a busy machine: one that fails twice in a row has failed. Shown as retried.
    retry: process.env['CI'] ? 1 : 0,
  },
})
