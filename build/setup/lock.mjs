// One setup at a time: two `npm ci` in one folder destroy each other's work.
import { closeSync, openSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { root } from '../../bin/runtime.mjs'
import { say } from './say.mjs'

const lock = join(root, '.setup.lock')
const breaking = join(root, '.setup.lock.breaking')

/** Longer than any setup: then the holder's number belongs to another process by now, or to another machine. */
const abandonedAfterMs = 30 * 60_000

export async function withLock(work) {
  await acquire()
  try {
    return await work()
  } finally {
    rmSync(lock, { force: true })
  }
}

async function acquire() {
  let waiting = false
  while (!create(lock)) {
    breakIfAbandoned()
    if (!waiting && holder()) say(`waiting for another setup (process ${holder()}; its lock is ${lock})`)
    waiting = true
    await sleep(100)
  }
}

function create(file) {
  try {
    const fd = openSync(file, 'wx')
    writeSync(fd, String(process.pid))
    closeSync(fd)
    return true
  } catch (error) {
    if (error.code === 'EEXIST') return false
    throw error
  }
}

function holder() {
  try {
    return Number(readFileSync(lock, 'utf8'))
  } catch {
    return 0
  }
}

/** Under a lock of its own, so that no waiter removes the lock that another waiter has just taken. */
function breakIfAbandoned() {
  if (!isAbandoned() || !create(breaking)) {
    if (ageMs(breaking) > 10_000) rmSync(breaking, { force: true })
    return
  }
  if (isAbandoned()) rmSync(lock, { force: true })
  rmSync(breaking, { force: true })
}

function isAbandoned() {
  const age = ageMs(lock)
  if (age > abandonedAfterMs) return true
  // It is created first and filled then.
  return age > 1000 && !isRunning(holder())
}

function ageMs(file) {
  try {
    return Date.now() - statSync(file).mtimeMs
  } catch {
    return 0
  }
}

function isRunning(pid) {
  try {
    process.kill(pid, 0)
    return pid > 0
  } catch (error) {
    return error.code === 'EPERM'
  }
}
