import type { GuardLine, GuardNumber, GuardReport, Spread } from '../contract/index.ts'
import { mebibytes, numberPlace, percentWords, placeWords, signedMebibytes } from './guardWords.ts'
import { formatMebibytes } from './mebibytes.ts'
import { OVERLAP_MARK, OVERLAP_NOTE } from './overlap.ts'

/** GitHub takes comments of 65,536 characters; a workflow may put some around. */
const MOST_LENGTH = 60_000
/** So many rows stand in a table, and notes below: the most with which the comment is short enough. */
const ROWS = [50, 20, 5] as const
/** Longest line of a program. */
const MOST_CHARACTERS = 160
/** Longest sentence. */
const MOST_MESSAGE = 300

const HEADINGS = {
  holds: 'Memory: holds',
  grew: 'Memory: grew too much',
  'not-measured': 'Memory: not measured',
} as const

/**
 * A check as a comment on a pull request: the verdict, what grew and where, and all numbers that were judged folded away. Text
 * from outside is escaped: nothing of it is Markdown or HTML.
 */
export function markdownReport(report: GuardReport, projectDir: string): string {
  const written = ROWS.map((rows) => () => comment(report, projectDir, rows))
  const fitting = written.find((write) => write().length <= MOST_LENGTH)
  return (fitting ?? written.at(-1))?.() ?? ''
}

function comment(report: GuardReport, projectDir: string, mostRows: number): string {
  const { outcome, message, target, baseline, notes, numbers } = report
  const grown = numbers.filter((number) => number.outcome === 'grew')
  const more = notes.length - mostRows
  return [
    `### ${HEADINGS[outcome]}`,
    '',
    `${code(`mebi check ${target}`)}: ${plain(message)}`,
    ...grownTable(grown, projectDir, mostRows),
    '',
    ...details(report, projectDir, mostRows),
    ...notes.slice(0, mostRows).map((note) => `- ${plain(note)}`),
    ...(more > 0 ? [`- and ${more} more`] : []),
    ...(notes.length > 0 ? [''] : []),
    ...(numbers.some(isMarked) ? [`${references(OVERLAP_MARK)} ${OVERLAP_NOTE}`, ''] : []),
    `<sub>${footer(report.runs.length, baseline)}</sub>`,
    '',
  ].join('\n')
}

function isMarked({ overlapped, lines }: GuardNumber): boolean {
  return overlapped || lines.some((line) => line.overlapped)
}

function mark({ overlapped }: Pick<GuardNumber, 'overlapped'>): string {
  return overlapped ? references(OVERLAP_MARK) : ''
}

function footer(runs: number, baseline: string | null): string {
  const measured = runs === 1 ? '1 run' : `Medians of ${runs} runs`
  return baseline === null ? measured : `${measured}, held against ${code(baseline)}`
}

function grownTable(grown: readonly GuardNumber[], projectDir: string, mostRows: number): string[] {
  if (grown.length === 0) return []
  const rows = grown
    .slice(0, mostRows)
    .flatMap((number) => [
      [
        `**${escapedName(number)}**`,
        code(numberPlace(number, projectDir)),
        number.base === null ? '' : mebibytes(number.base.median),
        mebibytes(number.now.median),
        `**${signedMebibytes(number.delta)}**${mark(number)}`,
        mebibytes(number.allowed),
      ],
      ...number.lines.map((line) => lineRow(line, projectDir)),
    ])
  return [
    '',
    ...table(['', 'Where', 'Base', 'Now', 'Delta', 'Allowed'], rows),
    ...andMore(grown.length - mostRows),
  ]
}

function lineRow(line: GuardLine, projectDir: string): string[] {
  const { text, base, now, delta } = line
  return [
    code(text),
    code(placeWords(line, projectDir)),
    base === null ? '' : mebibytes(base),
    now === null ? 'removed' : mebibytes(now),
    `${signedMebibytes(delta)}${mark(line)}`,
    '',
  ]
}

const OUTCOMES = {
  holds: 'holds',
  small: 'too small to count',
  noise: 'within the noise',
  grew: 'grew',
} as const

function details({ numbers }: GuardReport, projectDir: string, mostRows: number): string[] {
  if (numbers.length === 0) return []
  const rows = numbers
    .slice(0, mostRows)
    .map((number) => [
      escapedName(number),
      code(number.function === null ? '' : placeWords(number.function, projectDir)),
      number.base === null ? '' : spread(number.base),
      spread(number.now),
      `${signedMebibytes(number.delta)}${mark(number)}`,
      percentWords(number),
      OUTCOMES[number.outcome],
    ])
  const count =
    numbers.length === 1 ? 'The number that was judged' : `All ${numbers.length} numbers that were judged`
  return [
    `<details><summary>${count}</summary>`,
    '',
    ...table(['', 'Where', 'Base', 'Now', 'Delta', '%', ''], rows),
    ...andMore(numbers.length - mostRows),
    '',
    '</details>',
    '',
  ]
}

/** `34.3 MiB (34.1 to 36.4)`: median, lowest, highest. */
function spread({ low, median, high }: Spread): string {
  if (low === high) return mebibytes(median)
  return `${mebibytes(median)} (${formatMebibytes(low, 1)} to ${formatMebibytes(high, 1)})`
}

function escapedName(number: GuardNumber): string {
  const { function: about } = number
  if (about === null) return number.kind === 'max-peak' ? 'Peak of the run, limit' : 'Peak of the run'
  return `${number.kind === 'function-growth' ? 'Growth of' : 'Peak in'} ${code(about.name)}`
}

function table(header: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [row(header), row(header.map((_, index) => (index < 2 ? '---' : '---:'))), ...rows.map(row)]
}

function andMore(count: number): string[] {
  return count > 0 ? ['', `and ${count} more`] : []
}

/** Text of a program, `''` for none. In HTML, because a code span of Markdown cannot hold every text within a table. */
function code(text: string): string {
  const line = shortLine(text, MOST_CHARACTERS)
  return line === '' ? '' : `<code>${references(line)}</code>`
}

/** Text as it is: neither Markdown nor HTML, no link, no mention of a person. */
function plain(text: string): string {
  return references(shortLine(text, MOST_MESSAGE)).replaceAll(/(?<=&#64;|&#35;)/g, '&#8203;')
}

/** Every sign that could mean something as a character reference. */
function references(text: string): string {
  const meaning = /[&<>"'`*_~|[\]\\#!@:{}$]|(?<=www)\./gi
  return text.replace(meaning, (sign) => `&#${sign.charCodeAt(0)};`)
}

/** On one line, not too long, without what shows nothing or turns the direction of writing. */
function shortLine(text: string, most: number): string {
  const line = text
    .slice(0, 4 * most)
    .toWellFormed()
    .replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ')
    .trim()
  const characters = [...line]
  return characters.length <= most ? line : `${characters.slice(0, most - 1).join('')}…`
}
