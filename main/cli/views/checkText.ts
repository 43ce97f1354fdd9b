import type { GuardLine, GuardNumber, GuardReport } from '../../../profiler-core/contract/index.ts'
import {
  mebibytes,
  numberName,
  numberPlace,
  percentWords,
  placeWords,
  signedMebibytes,
} from '../../../profiler-core/report/guardWords.ts'
import { oneLine } from '../../../profiler-core/report/index.ts'
import { alignColumns, type Column, cut } from '../format.ts'
import { footnote, marked } from './place.ts'

const COLUMNS: readonly Column[] = [
  { title: 'What' },
  { title: 'Where' },
  { title: 'Base', align: 'right' },
  { title: 'Now', align: 'right' },
  { title: 'Delta', align: 'right' },
  { title: '%', align: 'right' },
  { title: 'Allowed', align: 'right' },
]
/** Longest text of a line. */
const WIDTH = 60

/** What grew, and below each number the lines that account for it; nothing where all holds. */
export function checkText({ numbers }: GuardReport, projectDir: string): string {
  const grown = numbers.filter(({ outcome }) => outcome === 'grew')
  if (grown.length === 0) return ''
  const isMarked = grown.some(({ overlapped, lines }) => overlapped || lines.some((line) => line.overlapped))
  const delta = (of: GuardNumber | GuardLine) => marked(signedMebibytes(of.delta), of.overlapped, isMarked)
  const rows = grown.flatMap((number) => [
    [
      cut(numberName(number), WIDTH),
      numberPlace(number, projectDir),
      number.base === null ? '' : mebibytes(number.base.median),
      mebibytes(number.now.median),
      delta(number),
      percentWords(number).replace(' %', ''),
      mebibytes(number.allowed),
    ],
    ...number.lines.map((line) => [
      `  ${cut(oneLine(line.text), WIDTH - 2)}`,
      placeWords(line, projectDir),
      line.base === null ? '' : mebibytes(line.base),
      line.now === null ? 'removed' : mebibytes(line.now),
      delta(line),
      '',
      '',
    ]),
  ])
  return `${[...alignColumns(COLUMNS, rows), ...footnote(isMarked)].join('\n')}\n`
}
