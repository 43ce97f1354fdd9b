// Builds out/ from the sources; started by build/setup.mjs. All bundles at once, in one process: most of the time goes
// into starting vite.
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

const configs = ['cli', 'app', 'workers', 'preload', 'renderer']

try {
  await Promise.all(
    configs.map((name) =>
      build({
        configFile: fileURLToPath(new URL(`vite.${name}.config.ts`, import.meta.url)),
        logLevel: 'warn',
      }),
    ),
  )
} catch (error) {
  // It has the place in the source, which the stack does not.
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 1
}
