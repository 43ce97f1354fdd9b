import type { GuardLine, GuardNumber, GuardReport } from '../contract/index.ts'
import { mebibytes, numberName, numberSentence, placeWords, signedMebibytes } from './guardWords.ts'
import { OVERLAP_FOOTNOTE, overlapMark } from './overlap.ts'
import { visible } from './visible.ts'

/**
 * A check as JUnit XML, in the shape that the readers of CI systems have in common: one `testsuite`, one `testcase` for each
 * number that was judged, with a `failure` where it grew. A program that did not finish is one `testcase` with an
 * `error`.
 */
export function junitReport(report: GuardReport, projectDir: string): string {
  const { outcome, message, target, numbers, durationNs, notes } = report
  const name = `mebi check ${target}`
  const cases =
    outcome === 'not-measured'
      ? [testCase(name, target, element('error', { message, type: 'not-measured' }, message))]
      : numberCases(numbers, target, projectDir)
  const counts = {
    tests: Math.max(1, cases.length),
    failures: numbers.filter((number) => outcome !== 'not-measured' && number.outcome === 'grew').length,
    errors: outcome === 'not-measured' ? 1 : 0,
    skipped: 0,
    time: (durationNs / 1e9).toFixed(3),
  }
  // A suite without a case is an error to some readers.
  const content = [...(cases.length === 0 ? [testCase('measured', target, '')] : cases)]
  if (notes.length > 0) content.push(element('system-out', {}, notes.join('\n')))
  const suite = element('testsuite', { name, ...counts }, null, content)
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element('testsuites', { name: 'mebi', ...counts }, null, [suite])}\n`
}

/** Functions may share a name and a file; readers take cases of one name for one. */
function numberCases(numbers: readonly GuardNumber[], target: string, projectDir: string): string[] {
  const times = new Map<string, number>()
  return numbers.map((number) => {
    const place =
      number.function === null ? target : placeWords({ ...number.function, line: null }, projectDir)
    const name = number.kind === 'max-peak' ? `${numberName(number)}, limit` : numberName(number)
    const time = (times.get(`${place} ${name}`) ?? 0) + 1
    times.set(`${place} ${name}`, time)
    return testCase(time === 1 ? name : `${name} (${time})`, place, failureOf(number, projectDir))
  })
}

function failureOf(number: GuardNumber, projectDir: string): string {
  if (number.outcome !== 'grew') return ''
  const message = numberSentence(number)
  const marks = [number, ...number.lines].some(({ overlapped }) => overlapped)
  const lines = number.lines.map((line) => lineText(line, projectDir))
  const text = [
    `${message}${overlapMark(number.overlapped)}`,
    ...lines,
    ...(marks ? [OVERLAP_FOOTNOTE] : []),
  ].join('\n')
  return element('failure', { message, type: number.kind }, text)
}

function lineText(line: GuardLine, projectDir: string): string {
  const { base, now, delta, text, overlapped } = line
  const change = base === null ? mebibytes(now ?? delta) : `${mebibytes(base)} to ${mebibytes(now ?? 0)}`
  return `${placeWords(line, projectDir)}: ${signedMebibytes(delta)}${overlapMark(overlapped)} (${change}): ${text}`
}

function testCase(name: string, classname: string, content: string): string {
  return element('testcase', { name, classname }, null, content === '' ? [] : [content])
}

/** `text` is escaped, `content` is elements. */
function element(
  name: string,
  attributes: Readonly<Record<string, string | number>>,
  text: string | null,
  content: readonly string[] = [],
): string {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${attribute(String(value))}"`)
  const inner = text === null ? content.map((each) => `\n${each}`).join('') : xmlText(text)
  const start = `<${name}${written.join('')}`
  if (inner === '') return `${start}/>`
  return `${start}>${inner}${text === null ? '\n' : ''}</${name}>`
}

/**
 * What XML 1.0 (section 2.2) can hold of a text without control characters: neither U+FFFE and U+FFFF, nor halves of a character,
 * as paths have them that are not UTF-8. They become U+FFFD.
 */
function xmlCharacters(text: string): string {
  return text
    .toWellFormed()
    .replace(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
}

function xmlText(text: string): string {
  return xmlCharacters(visible(text))
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('\r', '&#13;')
}

/** Line ends as references: in attributes a reader makes blanks of them. */
function attribute(text: string): string {
  return xmlText(text).replaceAll('"', '&quot;').replaceAll('\t', '&#9;').replaceAll('\n', '&#10;')
}
