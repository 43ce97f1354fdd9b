import { beforeEach, describe, expect, it, vi } from 'vitest'

// The tests of a real Electron may run as root, where there is no sandbox to be had.
const electron = vi.hoisted(() => ({ switches: new Set<string>(), isDemanded: false }))
vi.mock('electron', () => ({
  app: {
    commandLine: { hasSwitch: (name: string) => electron.switches.has(name) },
    enableSandbox: () => {
      electron.isDemanded = true
    },
    on: () => {},
  },
}))

const { confinePages } = await import('../../../main/app/security.ts')

describe("Chromium's sandbox", () => {
  beforeEach(() => {
    electron.isDemanded = false
    electron.switches.clear()
  })

  it('is demanded of every page', () => {
    confinePages()
    expect(electron.isDemanded).toBe(true)
  })

  it('is not demanded where it was switched off, for then no page would come', () => {
    electron.switches.add('no-sandbox')
    confinePages()
    expect(electron.isDemanded).toBe(false)
  })
})
