import { expect, it } from 'vitest'
import { sandboxObstacle } from '../../build/sandbox.mjs'

const HELPER = '/app/chrome-sandbox'
const REMEDY = `Give its helper to root:  sudo chown root:root '${HELPER}' && sudo chmod 4755 '${HELPER}'`

/** A machine with these settings of the kernel, for a user who is not root. */
function machine(settings: Record<string, string>, rest: object = {}) {
  const setting = (name: string) => settings[name] ?? null
  return { platform: 'linux', uid: 1000, setting, helper: HELPER, helperStats: undefined, ...rest } as never
}

it('is there where nothing forbids it', () => {
  const settings = {
    'kernel/unprivileged_userns_clone': '1',
    'user/max_user_namespaces': '15000',
    'kernel/apparmor_restrict_unprivileged_userns': '0',
  }
  expect(sandboxObstacle(machine(settings))).toBeNull()
  expect(sandboxObstacle(machine({}))).toBeNull()
  expect(sandboxObstacle(machine({}, { platform: 'darwin', uid: 0 }))).toBeNull()
})

it.each([
  ['kernel/apparmor_restrict_unprivileged_userns', '1', /AppArmor/],
  ['kernel/unprivileged_userns_clone', '0', /no user namespaces/],
  ['user/max_user_namespaces', '0', /no user namespaces/],
])('is forbidden by %s, until its helper belongs to root', (name, value, reason) => {
  const settings = { [name]: value }
  expect(sandboxObstacle(machine(settings))).toEqual({
    reason: expect.stringMatching(reason),
    remedy: REMEDY,
  })
  const helperStats = { uid: 0, mode: 0o104755 }
  expect(sandboxObstacle(machine(settings, { helperStats }))).toBeNull()
  const withoutBit = { uid: 0, mode: 0o100755 }
  expect(sandboxObstacle(machine(settings, { helperStats: withoutBit }))?.remedy).toBe(REMEDY)
})

it('is not for root', () => {
  expect(sandboxObstacle(machine({}, { uid: 0 }))).toEqual({
    reason: 'it does not run for root',
    remedy: 'Start Mebi as another user.',
  })
})
