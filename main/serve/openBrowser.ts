import { spawn } from 'node:child_process'
import { findUnforeign } from '../../profiler-core/targets/python/places/path.ts'
import type { Machine } from '../../profiler-core/targets/python/places/place.ts'

/** Opens an address in the system's browser. Resolves with why it could not be, else with `null`. */
export async function openBrowser(address: string, machine: Machine): Promise<string | null> {
  const [command, ...args] = openCommand(machine.platform)
  const program = await findUnforeign(command, machine)
  if (program === null) return `there is no ${command} here`
  const child = spawn(program, [...args, address], { stdio: 'ignore', detached: true, windowsHide: true })
  child.unref()
  return new Promise((resolve) => {
    child.once('error', ({ message }) => resolve(message))
    child.once('exit', (code) => resolve(code === 0 ? null : `${command} found none`))
  })
}

function openCommand(platform: NodeJS.Platform): [string, ...string[]] {
  switch (platform) {
    case 'darwin':
      return ['open']
    case 'win32':
      // What `start` does, without a shell that would read the names of folders in its own way.
      return ['rundll32', 'url.dll,FileProtocolHandler']
    default:
      return ['xdg-open']
  }
}
