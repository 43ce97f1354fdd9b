import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openingBounds, readWindowState, writeWindowState } from '../../../main/app/windowState.ts'

const screen = { x: 0, y: 0, width: 1920, height: 1080 }
const second = { x: 1920, y: 0, width: 1920, height: 1080 }

describe('where the window opens', () => {
  const at = (x: number, y: number, width = 1000, height = 700) => ({
    bounds: { x, y, width, height },
    maximized: false,
  })
  const place = (x: number, y: number) => ({ x, y, width: 1000, height: 700 })
  const anywhere = { width: 1000, height: 700 }

  it.each([
    ['where it was', at(100, 80), [screen], place(100, 80)],
    ['where it was, half of it off the screen', at(1500, 80), [screen], place(1500, 80)],
    ['where it was, on the second screen', at(2000, 80), [screen, second], place(2000, 80)],
    ['anywhere, when the second screen is gone', at(2000, 80), [screen], anywhere],
    ['anywhere, when its title is above the screen', at(100, -40), [screen], anywhere],
    ['anywhere, when its title is below the screen', at(100, 1060), [screen], anywhere],
    ['anywhere, when too little of it is to be seen', at(1890, 80), [screen], anywhere],
    ['as small as it may be', at(100, 80, 300, 200), [screen], { x: 100, y: 80, width: 900, height: 600 }],
    ['anywhere, the first time', null, [screen], { width: 1280, height: 800 }],
  ])('is %s', (_where, state, screens, expected) => {
    expect(openingBounds(state, screens)).toEqual(expected)
  })
})

describe('what is remembered of it', () => {
  let folder: string
  let file: string

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'mebi-window-'))
    file = join(folder, 'window.json')
  })

  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  it('is read as it was written', () => {
    const state = { bounds: screen, maximized: true }
    writeWindowState(file, state)
    expect(readWindowState(file)).toEqual(state)
  })

  it.each([
    '',
    'null',
    '{"bounds": {"x": 1}}',
    '{"bounds": {"x": "1", "y": 0, "width": 1, "height": 1}, "maximized": true}',
  ])('is forgotten when the file holds %j', (text) => {
    writeFileSync(file, text)
    expect(readWindowState(file)).toBeNull()
  })

  it('is nothing when there is no file', () => {
    expect(readWindowState(file)).toBeNull()
  })
})
