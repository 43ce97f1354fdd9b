import { expect, test } from 'vitest'
import { watchSentence } from '../../../../renderer/features/runForm/watchWords.ts'

test.each([
  [null, 'Watches every function of the project that runs.'],
  [['/p/a.py:load'], 'Watches load of a.py.'],
  [['/p/a.py:load', '/p/b.py:C.go'], 'Watches load of a.py and C.go of b.py.'],
  [['/p/a.py:*'], 'Watches every function of a.py.'],
  [['/p/src:*'], 'Watches every function of src/.'],
  [
    ['a', 'b', 'c', 'd'].map((name) => `/p/a.py:${name}`),
    'Watches a of a.py, b of a.py, c of a.py and d of a.py.',
  ],
  [
    ['a', 'b', 'c', 'd', 'e'].map((name) => `/p/a.py:${name}`),
    'Watches a of a.py, b of a.py, c of a.py and 2 more.',
  ],
])('%j', (names, sentence) => {
  expect(watchSentence(names)).toBe(sentence)
})
