import { spawnSync } from 'node:child_process'
import { root } from '../../bin/runtime.mjs'
import { SetupError } from './say.mjs'

const networkErrors =
  /\b(ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|[A-Z_]*CERT[A-Z_]*)\b/

/** Runs npm and throws a SetupError with one sentence where that fails. */
export function npm(args, { doing, cwd = root, env = process.env }) {
  const quiet = ['--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error']
  const done = spawnSync('npm', [...args, ...quiet], {
    cwd,
    // npm's own ten seconds before it tries again are long for somebody who waits for a sentence.
    env: { npm_config_fetch_retry_mintimeout: '1000', npm_config_fetch_retry_factor: '3', ...env },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: process.platform === 'win32',
  })
  if (done.status === 0) return
  if (done.error?.code === 'ENOENT') {
    throw new SetupError(`cannot ${doing}: npm is not on PATH. It comes with Node: https://nodejs.org`)
  }
  const output = `${done.stdout ?? ''}${done.stderr ?? ''}`.trim()
  if (output) process.stderr.write(`${lastLines(output, 15)}\n`)
  throw new SetupError(`cannot ${doing}: ${reason(done, output)}`)
}

function reason(done, output) {
  const network = networkErrors.exec(output)
  if (network)
    return `npm could not reach its registry (${network[0]}). Check the network, a proxy, \`npm config get registry\``
  const code = /npm (?:error|ERR!) code (\w+)/.exec(output)?.[1]
  if (code === 'EINTEGRITY')
    return 'what the registry sent is not what is expected (its hash is another one, as it says above)'
  if (code === 'EUSAGE')
    return 'package.json and package-lock.json disagree. `npm install` brings the lockfile up to date'
  if (code) return `npm failed with ${code}, as it says above`
  return done.signal ? `npm was ended by ${done.signal}` : `npm failed with exit code ${done.status}`
}

function lastLines(text, count) {
  return text.split('\n').slice(-count).join('\n')
}
