// Prints the path of a browser for the tests, which it brings where there is none. Started by build/test.mjs.
import process from 'node:process'
import { provideBrowser } from './browser.ts'

try {
  const path = provideBrowser((sentence) => process.stderr.write(`${sentence}\n`))
  process.stdout.write(`${path}\n`)
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}
