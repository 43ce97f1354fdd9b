// Whether Chromium's own sandbox can be had on this machine, and how.
import { readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { findElectron } from './electron.mjs'

/**
 * What stands in the way of the sandbox, in a sentence, and what the person can do about it; `null` where nothing does.
 *
 * @param machine its parts are replaced in tests
 */
export function sandboxObstacle(machine = thisMachine()) {
  const { platform, uid, setting, helper, helperStats } = machine
  if (platform !== 'linux') return null
  if (uid === 0) return { reason: 'it does not run for root', remedy: 'Start Mebi as another user.' }
  if (helperStats !== undefined && helperStats.uid === 0 && (helperStats.mode & 0o4000) !== 0) return null
  const giveToRoot = `sudo chown root:root '${helper}' && sudo chmod 4755 '${helper}'`
  if (setting('kernel/apparmor_restrict_unprivileged_userns') === '1') {
    return {
      reason: 'AppArmor allows user namespaces only to programs that it knows, as on Ubuntu since 23.10',
      remedy: `Give its helper to root:  ${giveToRoot}`,
    }
  }
  if (setting('kernel/unprivileged_userns_clone') === '0' || setting('user/max_user_namespaces') === '0') {
    return {
      reason: 'this system allows no user namespaces',
      remedy: `Give its helper to root:  ${giveToRoot}`,
    }
  }
  return null
}

function thisMachine() {
  // The program beside Electron that does without user namespaces where it belongs to root.
  const helper = join(dirname(findElectron() ?? ''), 'chrome-sandbox')
  return {
    platform: process.platform,
    uid: process.getuid?.(),
    setting: (name) => {
      try {
        return readFileSync(`/proc/sys/${name}`, 'utf8').trim()
      } catch {
        return null
      }
    },
    helper,
    helperStats: statSync(helper, { throwIfNoEntry: false }),
  }
}

/** Options that Electron needs on this machine to start at all: for tests, which show pages of their own only. */
export function electronOptions() {
  return sandboxObstacle() === null ? [] : ['--no-sandbox']
}
