import { spawn } from 'node:child_process'

/** Opens an address in the system's browser. Resolves with why it could not be, else with `null`. */
export function openBrowser(address: string, platform: NodeJS.Platform): Promise<string | null> {
  const [command, ...args] = openCommand(platform)
  const child = spawn(command, [...args, address], { stdio: 'ignore', detached: true, windowsHide: true })
  child.unref()
  return new Promise((resolve) => {
    child.once('error', ({ code, message }: NodeJS.ErrnoException) =>
      resolve(code === 'ENOENT' ? `there is no ${command} here` : message),
    )
    child.once('exit', (code) => resolve(code === 0 ? null : `${command} found none`))
  })
}

function openCommand(platform: NodeJS.Platform): [string, ...string[]] {
  switch (platform) {
    case 'darwin':
      return ['open']
    case 'win32':
      // `start` takes the first quoted word for a title; the addresses hold nothing that cmd would read otherwise.
      return ['cmd', '/c', 'start', '']
    default:
      return ['xdg-open']
  }
}
