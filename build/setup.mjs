#!/usr/bin/env node
// Prepares this checkout, then runs a command in it:  node build/setup.mjs [COMMAND ARGS...]
//
// A fresh clone gets a Node that is new enough, the packages of package-lock.json, and the bundles in out/. Plain Node
// (20 or newer) without dependencies, because it runs before there are any. Where all is fresh it starts nothing and
// says nothing: `npm test` and friends call it every time.
import { handOver } from '../bin/runtime.mjs'
import { bundles } from './setup/bundles.mjs'
import { commandEnvironment } from './setup/environment.mjs'
import { withLock } from './setup/lock.mjs'
import { newerNode } from './setup/node.mjs'
import { packages } from './setup/packages.mjs'
import { SetupError, say } from './setup/say.mjs'

/** In order: each needs those before it. `why()` tells why there is something to do, or is undefined. */
const steps = [newerNode, packages, bundles]

try {
  await prepare()
  run(process.argv.slice(2))
} catch (error) {
  if (!(error instanceof SetupError)) throw error
  say(error.message)
  process.exitCode = 1
}

async function prepare() {
  if (!steps.some((step) => step.why())) return
  await withLock(() => {
    for (const step of steps) {
      // Asked again, because another setup may just have done it.
      const why = step.why()
      if (!why) continue
      say(`${step.what}: ${why}`)
      step.run()
    }
  })
}

function run([command, ...args]) {
  if (command === undefined) return
  const { node, env } = commandEnvironment()
  if (command === 'node') handOver(node, args, { env })
  // Windows starts the .cmd files of node_modules/.bin through a shell only.
  else handOver(command, args, { env, shell: process.platform === 'win32' })
}
