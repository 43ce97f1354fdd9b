import type { FileLine } from '../../../profiler-core/analysis/index.ts'
import { exactDelta, exactMib } from '../../../profiler-core/report/format.ts'
import { OVERLAP_FOOTNOTE, overlapMark } from '../../../profiler-core/report/overlap.ts'
import { visible } from '../../../profiler-core/report/visible.ts'
import { formatCount, formatDuration } from '../../ui/format.ts'

interface Entry {
  readonly name: string
  readonly value: string
  readonly unit: string
  readonly meaning: string
}

/** The definitions of docs/measurements.md, as short as they can be said. */
export function hoverEntries(line: FileLine): Entry[] {
  return [
    {
      name: 'Increment',
      value: `${exactDelta(line.incrementBytes)}${overlapMark(line.overlapped)}`,
      unit: 'MiB',
      meaning: 'memory on leaving the line minus memory on entering it, over all executions, calls included',
    },
    {
      name: 'Mem usage',
      value: line.memoryBytes === 0 ? '' : exactMib(line.memoryBytes),
      unit: line.memoryBytes === 0 ? '' : 'MiB',
      meaning: line.memoryBytes === 0 ? 'the line was never left' : 'the highest memory seen on leaving it',
    },
    {
      name: 'Peak',
      value: exactMib(line.peakBytes),
      unit: 'MiB',
      meaning: 'the highest memory seen at any moment while it was executing, however briefly',
    },
    {
      name: 'Occurrences',
      value: formatCount(line.occurrences),
      unit: '',
      meaning: 'how often it was entered from another line',
    },
    {
      name: 'Time',
      value: formatDuration(line.timeNs),
      unit: '',
      meaning: 'on the clock, calls included; waiting at a yield or await is not counted',
    },
    ...(line.occurrences > 1
      ? [
          {
            name: 'Per hit',
            value: formatDuration(line.timeNs / line.occurrences),
            unit: '',
            meaning: 'time of one execution, on average',
          },
        ]
      : []),
  ]
}

/** How much of its function's growth a line makes, in words; empty where it makes none. */
export function shareWords({ share, owner }: FileLine): string {
  if (share === 0) return ''
  const percent = Math.abs(share) * 100
  const text = percent < 1 ? 'less than 1 %' : `${Math.round(percent)} %`
  return share > 0
    ? `${text} of what ${owner.name} grew by`
    : `gave back ${text} of what ${owner.name} grew by`
}

/** As elements of a page. */
export function hoverContent(line: FileLine): HTMLElement {
  const root = document.createElement('div')
  const words = shareWords(line)
  root.append(paragraph(`Line ${line.line} of ${line.owner.name}`, 'line-hover-title'))
  if (words !== '') root.append(paragraph(words, 'quiet small'))
  const table = document.createElement('table')
  for (const { name, value, unit, meaning } of hoverEntries(line)) {
    const row = table.insertRow()
    const head = document.createElement('th')
    head.scope = 'row'
    head.textContent = name
    row.append(head)
    cell(row, value, 'number')
    cell(row, unit, 'quiet small')
    cell(row, meaning, 'quiet small')
  }
  root.append(table)
  if (line.overlapped) {
    root.append(paragraph(OVERLAP_FOOTNOTE, 'line-hover-warning small'))
  }
  return root
}

function paragraph(text: string, className: string): HTMLElement {
  const made = document.createElement('p')
  made.className = className
  made.textContent = visible(text)
  return made
}

function cell(row: HTMLTableRowElement, text: string, className: string): void {
  const made = row.insertCell()
  made.className = className
  made.textContent = visible(text)
}
