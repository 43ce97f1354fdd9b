// Which Node may run Mebi, and how to hand over to another process. Shared by `mebi` and build/setup.mjs, hence
// plain JavaScript for old Nodes (16 and later) too.
import { spawn } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { constants } from 'node:os'
import { dirname, join } from 'node:path'
import { isatty } from 'node:tty'
import { fileURLToPath } from 'node:url'

export const root = dirname(dirname(fileURLToPath(import.meta.url)))

/** What the strictest dependencies ask for; better-sqlite3 crashes the process on Node 20. */
export const minimumNode = '22.14'

/** The Node that build/setup.mjs brings where the machine's own is too old. */
export const ownNode = join(root, '.node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node')

/** Says of which package it is, and what the file was when it was fetched; the last that is written. */
export const ownNodeStamp = join(root, '.node', 'installed')

/** The package that the Node in .node/ is of; `null` where there is none, or where its file is not as it was fetched. */
export function ownNodePackage() {
  try {
    const { from, file } = JSON.parse(readFileSync(ownNodeStamp, 'utf8'))
    return file === sizeAndTime(ownNode) ? from : null
  } catch {
    return null
  }
}

/** Differs whenever a file was written anew: far cheaper than its hash. `null` where there is none. */
export function sizeAndTime(file) {
  const info = statSync(file, { throwIfNoEntry: false })
  return info === undefined ? null : `${info.size} ${info.mtimeMs}`
}

export function nodeIsTooOld() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  const [minMajor, minMinor] = minimumNode.split('.').map(Number)
  return major < minMajor || (major === minMajor && minor < minMinor)
}

/** Runs a command in this process's place: same terminal, its signals, its exit code (128+N for a signal). */
export function handOver(command, args, options) {
  const child = spawn(command, args, { stdio: 'inherit', ...options })
  // Ctrl-C and Ctrl-\ on a terminal reach the child without our help, and it must not count them twice.
  const onTerminal = [0, 1, 2].some((fd) => isatty(fd))
  for (const signal of ['SIGINT', 'SIGQUIT']) process.on(signal, () => onTerminal || child.kill(signal))
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('error', (error) => {
    const why = error.code === 'ENOENT' ? 'there is no such command' : error.message
    fail(`mebi: cannot run ${command}: ${why}`, 127)
  })
  child.on('exit', (code, signal) => process.exit(signal ? 128 + constants.signals[signal] : code))
}

export function fail(sentence, exitCode = 1) {
  process.stderr.write(`${sentence}\n`)
  process.exit(exitCode)
}
