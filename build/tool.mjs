// Starts the tools that test this checkout, in its folder.
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))

/**
 * Runs a tool of this checkout. `stdio`: `pipe` returns what it says, `inherit` shows it.
 * Returns whether it holds; `output` is all that it said, `stdout` the part of it that is no complaint.
 */
export async function runTool(command, args, stdio, environment = {}) {
  const shell = process.platform === 'win32'
  const env = { ...process.env, ...environment }
  const child = spawn(command, args, { cwd: root, stdio: ['ignore', stdio, stdio], shell, env })
  let output = ''
  let stdout = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text) => {
      output += text
      if (stream === child.stdout) stdout += text
    })
  }
  return await new Promise((resolve) => {
    child.on('error', (error) => resolve({ ok: false, output: `cannot run ${command}: ${error.message}\n` }))
    child.on('close', (code) => resolve({ ok: code === 0, output, stdout }))
  })
}
