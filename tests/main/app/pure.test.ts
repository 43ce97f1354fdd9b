import { delimiter } from 'node:path'
import { describe, expect, it } from 'vitest'
import { isOurs } from '../../../main/app/origin.ts'
import { programEnvironment } from '../../../main/app/programEnvironment.ts'
import { ReloadBudget } from '../../../main/app/reloadBudget.ts'

describe('what is one of our own pages', () => {
  it.each([
    ['app://mebi/index.html', true],
    ['app://mebi', true],
    ['app://mebi.example.com/index.html', false],
    ['app://other/index.html', false],
    ['https://mebi/index.html', false],
    ['file:///out/renderer/index.html', false],
    ['about:blank', false],
    ['', false],
  ])('%s: %s', (address, expected) => {
    expect(isOurs(address)).toBe(expected)
  })
})

describe('reloads after crashes', () => {
  it('are three in a minute', () => {
    const budget = new ReloadBudget()
    expect([0, 10_000, 20_000, 30_000].map((at) => budget.spend(at))).toEqual([true, true, true, false])
    // The first one is a minute ago.
    expect([60_001, 60_002].map((at) => budget.spend(at))).toEqual([true, false])
    budget.renew()
    expect(budget.spend(60_003)).toBe(true)
  })
})

describe('the environment of programs', () => {
  const list = (...folders: string[]) => folders.join(delimiter)

  it("is the app's own", () => {
    const env = { PATH: '/usr/bin', LD_LIBRARY_PATH: '/opt/lib' }
    expect(programEnvironment(env)).toEqual(env)
  })

  it('is without the folders of the AppImage that the app came in', () => {
    const mount = '/tmp/.mount_MebiX1'
    expect(
      programEnvironment({
        APPDIR: mount,
        APPIMAGE: '/home/me/Mebi.AppImage',
        PATH: list(mount, `${mount}/usr/sbin`, '/usr/bin', `${mount}2/bin`),
        LD_LIBRARY_PATH: list(`${mount}/usr/lib`, ''),
        XDG_DATA_DIRS: list(`${mount}/usr/share`, '/usr/share'),
        HOME: '/home/me',
      }),
    ).toEqual({ PATH: list('/usr/bin', `${mount}2/bin`), XDG_DATA_DIRS: '/usr/share', HOME: '/home/me' })
  })
})
