import { expect, it } from 'vitest'
import { OutputSearch } from '../../../../renderer/features/output/outputSearch.ts'
import { OutputText } from '../../../../renderer/state/outputText.ts'

it('finds all places, whatever the case, and what comes later', () => {
  const text = new OutputText()
  text.append('stdout', 'Error one, error two\nfine\nerr')
  const search = new OutputSearch(text, 'ERROR')
  expect(search.update()).toEqual([
    { line: 0, from: 0 },
    { line: 0, from: 11 },
  ])
  text.append('stdout', 'or three\n')
  expect(search.update().at(-1)).toEqual({ line: 2, from: 0 })
})

it('forgets what a program has overwritten', () => {
  const text = new OutputText()
  text.append('stdout', 'loading')
  const search = new OutputSearch(text, 'load')
  expect(search.update()).toHaveLength(1)
  text.append('stdout', '\rdone!!!')
  expect(search.update()).toEqual([])
})

it('keeps the numbers of lines when earlier ones are dropped', () => {
  const text = new OutputText({ characters: 10_000, lines: 10, lineLength: 100 })
  const search = new OutputSearch(text, '7')
  for (let line = 0; line < 30; line += 1) {
    text.append('stdout', `${line}\n`)
    search.update()
  }
  expect(text.firstLine).toBeGreaterThan(17)
  expect(search.update()).toEqual([{ line: 27, from: 1 }])
})

it('finds nothing of nothing', () => {
  const text = new OutputText()
  text.append('stdout', 'text')
  expect(new OutputSearch(text, '').update()).toEqual([])
})
