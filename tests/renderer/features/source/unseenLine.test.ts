import { expect, test } from 'vitest'
import { unseenLine } from '../../../../renderer/features/source/unseenLine.ts'

test.each([
  ['', null],
  ['\ufeffdef f():\r\n\treturn "größe 👩‍👩‍👧"\r\n\f\n', null],
  ['a\r\nb\rc\n# \u202e', 4],
  ['x = 1\ny\u200b = 2\nz\u200b = 3', 2],
  ['\ufeff\ufeffa', 1],
])('the first line in which something cannot be seen: %j', (text, line) => {
  expect(unseenLine(text)).toBe(line)
})
