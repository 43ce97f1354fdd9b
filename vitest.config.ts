import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    // tests/e2e is Playwright's.
    exclude: ['tests/e2e/**', 'tests/fixtures/**'],
    // Integration tests start interpreters, compilers and npm.
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
})
