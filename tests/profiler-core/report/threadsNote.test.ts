import { expect, test } from 'vitest'
import { threadsNote } from '../../../profiler-core/report/threadsNote.ts'
import { sampleFunction } from '../store/sample.ts'

test('threads that ran at once are told of, once', () => {
  const alone = sampleFunction('load', 1)
  for (const line of alone.lines) line.overlapped = false
  expect(threadsNote([alone])).toBeNull()
  expect(threadsNote([])).toBeNull()
  expect(threadsNote([alone, sampleFunction('fit', 9)])).toMatch(/^Several threads ran at once/)
})
