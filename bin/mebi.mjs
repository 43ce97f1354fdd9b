#!/usr/bin/env node
// The `mebi` command: finds a Node that is new enough and the built command line, and starts it.
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { fail, handOver, minimumNode, nodeIsTooOld, ownNode, ownNodePackage, root } from './runtime.mjs'

const main = join(root, 'out', 'cli', 'main.mjs')
const setup = `node ${join(root, 'build', 'setup.mjs')}`
const args = process.argv.slice(2)

/** A well-formed UTF-8 sequence of two to four bytes, or (captured) a byte that belongs to none. */
const notAscii = new RegExp(
  [
    '[\\xc2-\\xdf][\\x80-\\xbf]',
    '\\xe0[\\xa0-\\xbf][\\x80-\\xbf]',
    '[\\xe1-\\xec\\xee\\xef][\\x80-\\xbf]{2}',
    '\\xed[\\x80-\\x9f][\\x80-\\xbf]',
    '\\xf0[\\x90-\\xbf][\\x80-\\xbf]{2}',
    '[\\xf1-\\xf3][\\x80-\\xbf]{3}',
    '\\xf4[\\x80-\\x8f][\\x80-\\xbf]{2}',
    '([\\x80-\\xff])',
  ].join('|'),
  'g',
)

handOverExactArguments()
if (!existsSync(main)) {
  fail(`mebi: the command line is not built yet: run \`${setup}\` first.`)
} else if (statSync(main).size === 0) {
  // An empty program does nothing, and well.
  fail(`mebi: ${main} is empty: run \`${setup}\`, which builds it again.`)
} else if (!nodeIsTooOld()) {
  await import(pathToFileURL(main).href)
} else if (ownNodePackage() !== null) {
  handOver(ownNode, [main, ...args])
} else {
  fail(
    `mebi: needs Node ${minimumNode} or newer, and this is ${process.version}: run \`${setup}\`, which brings one.`,
  )
}

/**
 * Node turns bytes that are not UTF-8 into U+FFFD, after which no such file can be found again. The kernel still has
 * them: they go to the command line in MEBI_ARGV, each such byte 0xNN as the lone surrogate U+DCNN (Python's convention).
 */
function handOverExactArguments() {
  delete process.env.MEBI_ARGV
  if (process.platform !== 'linux' || !args.some((arg) => arg.includes('\uFFFD'))) return
  const words = readFileSync('/proc/self/cmdline', 'latin1').split('\0').slice(0, -1)
  process.env.MEBI_ARGV = JSON.stringify(words.slice(words.length - args.length).map(surrogateEscape))
}

/** `bytes` holds one byte per character. */
function surrogateEscape(bytes) {
  return bytes.replace(notAscii, (sequence, stray) =>
    stray
      ? String.fromCharCode(0xdc00 + stray.charCodeAt(0))
      : Buffer.from(sequence, 'latin1').toString('utf8'),
  )
}
