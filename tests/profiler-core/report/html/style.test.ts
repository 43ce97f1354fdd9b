import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { pageStyle, THEMES } from '../../../../profiler-core/report/html/style.ts'

const css = readFileSync(new URL('../../../../renderer/styles/tokens.css', import.meta.url), 'utf8')

test.each(['light', 'dark'] as const)("a page's %s colours are the app's", (theme) => {
  const block = css.slice(css.indexOf(`[data-theme="${theme}"]`)).split('}')[0] ?? ''
  const tokens = Object.fromEntries(
    [...block.matchAll(/--([\w-]+):\s*([^;]+);/g)].map(([, name = '', value = '']) => [name, value]),
  )
  expect(tokens).toMatchObject(THEMES[theme])
})

test('no rule could end the style, or ask for anything', () => {
  expect(pageStyle()).not.toMatch(/<|url\(|@import/)
})
