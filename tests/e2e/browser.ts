// Which Chrome, Chromium or Edge the end-to-end tests drive.
import { spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'
import process from 'node:process'
import { chromium } from '@playwright/test'

const ON_LINUX = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'microsoft-edge',
  'microsoft-edge-stable',
]
const ON_WINDOWS = [
  'Google\\Chrome\\Application\\chrome.exe',
  'Chromium\\Application\\chrome.exe',
  'Microsoft\\Edge\\Application\\msedge.exe',
]
const ON_MAC = [
  'Google Chrome.app/Contents/MacOS/Google Chrome',
  'Chromium.app/Contents/MacOS/Chromium',
  'Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
]

/**
 * The path of a browser: the one that `CHROME_PATH` names, else one that is installed, else the one that Playwright has
 * downloaded. `null` where there is none.
 */
export function findBrowser(env: NodeJS.ProcessEnv = process.env): string | null {
  const named = env['CHROME_PATH'] ?? ''
  if (named !== '') {
    if (isProgram(named)) return named
    throw new Error(`CHROME_PATH names ${named}, which is no program.`)
  }
  return [...usualPlaces(env), chromium.executablePath()].find(isProgram) ?? null
}

/** Finds a browser, or brings one; throws with a sentence where none can be had. `say` is told what it tries. */
export function provideBrowser(say: (sentence: string) => void): string {
  const found = findBrowser()
  if (found !== null) return found
  for (const { what, command } of waysToGet()) {
    say(what)
    const [program = '', ...args] = command
    spawnSync(program, args, { stdio: ['ignore', 2, 2], shell: process.platform === 'win32' })
    const brought = findBrowser()
    if (brought !== null) return brought
  }
  throw new Error(
    'The end-to-end tests need Chrome, Chromium or Edge, and none is here or can be had: install one, or name it in CHROME_PATH.',
  )
}

/** What any Chromium is started with here: no calls home, and no sandbox as root, who cannot have one. */
export const browserFlags: readonly string[] = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
  '--no-first-run',
]

export const isRoot = process.getuid?.() === 0

interface WayToGet {
  readonly what: string
  readonly command: readonly string[]
}

function waysToGet(): WayToGet[] {
  const download = {
    what: "no Chrome, Chromium or Edge is installed: fetching Playwright's own",
    command: ['npx', '--no-install', 'playwright', 'install', 'chromium'],
  }
  if (!isRoot || !existsSync('/etc/debian_version')) return [download]
  return [
    download,
    { what: 'that failed: installing the package chromium', command: ['apt-get', 'update', '-q'] },
    {
      what: 'apt-get install chromium',
      command: ['apt-get', 'install', '-y', '-q', '--no-install-recommends', 'chromium'],
    },
  ]
}

function usualPlaces(env: NodeJS.ProcessEnv): string[] {
  switch (process.platform) {
    case 'darwin':
      return ['/Applications', join(homedir(), 'Applications')].flatMap((folder) =>
        ON_MAC.map((name) => join(folder, name)),
      )
    case 'win32':
      return [env['PROGRAMFILES'], env['PROGRAMFILES(X86)'], env['LOCALAPPDATA']].flatMap((folder) =>
        folder === undefined ? [] : ON_WINDOWS.map((name) => join(folder, name)),
      )
    default: {
      const folders = [...(env['PATH'] ?? '').split(delimiter), '/usr/bin', '/usr/local/bin', '/snap/bin']
      return ON_LINUX.flatMap((name) => folders.filter(Boolean).map((folder) => join(folder, name)))
    }
  }
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
