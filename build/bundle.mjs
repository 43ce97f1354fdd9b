// Builds out/ from the sources; started by build/setup.mjs. All bundles at once, in one process: most of the time goes
// into starting vite.
import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import { LIST, writeNotices } from './notices.mjs'

const configs = ['cli', 'app', 'workers', 'preload', 'renderer']

try {
  await Promise.all(
    configs.map((name) =>
      build({
        configFile: fileURLToPath(new URL(`vite.${name}.config.ts`, import.meta.url)),
        build: { license: { fileName: LIST } },
        logLevel: 'warn',
      }),
    ),
  )
  writeNotices(configs)
} catch (error) {
  // It has the place in the source, which the stack does not.
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 1
}
