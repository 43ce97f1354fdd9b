import type { ReactElement } from 'react'
import { expect, test } from 'vitest'
import { Fragment, jsx, jsxs } from '../../../../renderer/ui/jsx/jsx-runtime.ts'

function propsOf(element: ReactElement): Record<string, unknown> {
  return element.props as Record<string, unknown>
}

test('text that becomes a part of the page shows what cannot be seen in it', () => {
  const inner = jsx('b', { children: 'b\u200b' })
  const made = jsxs('p', {
    title: 'a\u202e\nb',
    'aria-label': 'c\u2066',
    className: 'd',
    children: ['e\u001b', inner, ['f\u202e', 1], null],
  })
  expect(propsOf(made)).toEqual({
    title: 'a\\u202e\nb',
    'aria-label': 'c\\u2066',
    className: 'd',
    children: ['e\\x1b', inner, ['f\\u202e', 1], null],
  })
  expect(propsOf(inner)['children']).toBe('b\\u200b')
  expect(propsOf(jsx(Fragment, { children: '\u202e' }))['children']).toBe('\\u202e')
})

test('values and data are left alone: a path is still that path', () => {
  const props = { value: 'a\u202e', path: 'b\u202e', onSelect: () => {}, children: 'plain\ttext\n' }
  expect(propsOf(jsx('input', props))).toEqual(props)
})
