import process from 'node:process'
import { defineConfig } from '@playwright/test'
import type { HostOptions } from './tests/e2e/fixtures.ts'

// Walks through pages and calls that both hosts share (one suite proves the calls alike on both): on one host each, because
// they take long. `npm run test:long hosts` walks them on both.
const inElectronOnly = [
  'badInputPrograms.spec.ts',
  'badInputFolders.spec.ts',
  'forms.spec.ts',
  'trends.spec.ts',
  'upkeep.spec.ts',
  'watched.spec.ts',
]
const inChromiumOnly = [
  'badInputFiles.spec.ts',
  'badInputMebi.spec.ts',
  'callTree.spec.ts',
  'compare.spec.ts',
  'heat.spec.ts',
  'output.spec.ts',
  'timeline.spec.ts',
]
const onOneHost = (specs: string[]) => (process.env['MEBI_TEST_LONG'] ? [] : specs)

// The same walks through the desktop app and through a browser at `mebi serve`; both on what `npm test` has built.
export default defineConfig<object, HostOptions>({
  testDir: 'tests/e2e',
  testMatch: '*.spec.ts',
  outputDir: 'out/e2e',
  // Each test starts an app, a browser and interpreters, and then mostly waits for them.
  workers: 2,
  retries: process.env['CI'] ? 1 : 0,
  forbidOnly: Boolean(process.env['CI']),
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [['list']],
  use: { trace: 'on-first-retry', screenshot: 'only-on-failure' },
  projects: [
    {
      name: 'electron',
      use: { host: 'electron' },
      testIgnore: ['*.chromium.spec.ts', ...onOneHost(inChromiumOnly)],
    },
    {
      name: 'chromium',
      use: { host: 'chromium' },
      testIgnore: ['*.electron.spec.ts', ...onOneHost(inElectronOnly)],
    },
  ],
})
