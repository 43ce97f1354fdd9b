import { describe, expect, it, vi } from 'vitest'
import { argumentsOf, folderIn } from '../../../main/app/launch.ts'

// Not what is tested here, and not to be had outside of Electron.
vi.mock('electron', () => ({ app: {} }))

describe('the folder on the command line', () => {
  it.each([
    [['/opt/Mebi/mebi-app'], true, null],
    [['/opt/Mebi/mebi-app', 'project'], true, '/home/me/project'],
    [['/opt/Mebi/mebi-app', '--no-sandbox', '/work/project'], true, '/work/project'],
    [['electron', '/src/mebi'], false, null],
    [['electron', '--no-sandbox', '/src/mebi', '..'], false, '/home'],
    [['electron', '--inspect=0', '/src/mebi', '--trace-warnings', '/work/project'], false, '/work/project'],
    [['electron'], false, null],
    [['/opt/Mebi/mebi-app', ''], true, null],
  ] as const)('of %j (packed: %s) is %s', (argv, isPackaged, folder) => {
    expect(folderIn(argumentsOf(argv, isPackaged), '/home/me')).toBe(folder)
  })
})
