import { describe, expect, test } from 'vitest'
import { dataFolder } from '../../../profiler-core/store/index.ts'

const windows = 'C:\\Users\\Ada'

describe('dataFolder', () => {
  test.each([
    ['linux', {}, '/home/ada', '/home/ada/.local/share/mebi'],
    ['linux', { XDG_DATA_HOME: '/data' }, '/home/ada', '/data/mebi'],
    ['linux', { XDG_DATA_HOME: '' }, '/home/ada', '/home/ada/.local/share/mebi'],
    ['linux', { XDG_DATA_HOME: 'relative' }, '/home/ada', '/home/ada/.local/share/mebi'],
    ['freebsd', {}, '/home/ada', '/home/ada/.local/share/mebi'],
    ['darwin', { XDG_DATA_HOME: '/data' }, '/Users/ada', '/Users/ada/Library/Application Support/Mebi'],
    ['win32', { LOCALAPPDATA: 'D:\\Local' }, windows, 'D:\\Local\\Mebi'],
    ['win32', {}, windows, 'C:\\Users\\Ada\\AppData\\Local\\Mebi'],
    ['win32', { LOCALAPPDATA: '' }, windows, 'C:\\Users\\Ada\\AppData\\Local\\Mebi'],
  ] as const)('on %s with %o', (platform, env, homedir, folder) => {
    expect(dataFolder(env, platform, homedir)).toBe(folder)
  })

  test.each([
    ['linux', '/srv/mebi', '/work', '/srv/mebi'],
    ['linux', 'data', '/work', '/work/data'],
    ['darwin', '../data', '/work/here', '/work/data'],
    ['win32', 'E:\\mebi', 'C:\\work', 'E:\\mebi'],
    ['win32', 'data', 'C:\\work', 'C:\\work\\data'],
  ] as const)('MEBI_HOME goes first: on %s, %s seen from %s', (platform, home, cwd, folder) => {
    const env = { MEBI_HOME: home, XDG_DATA_HOME: '/data', LOCALAPPDATA: 'D:\\Local' }
    expect(dataFolder(env, platform, '/home/ada', cwd)).toBe(folder)
  })

  test('an empty MEBI_HOME counts as none', () => {
    expect(dataFolder({ MEBI_HOME: '' }, 'linux', '/home/ada')).toBe('/home/ada/.local/share/mebi')
  })
})
