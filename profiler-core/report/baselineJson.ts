import type { BaselineFile } from '../contract/index.ts'
import { visibleJson } from './visible.ts'

/**
 * A baseline as a file that is kept with a program: indented, but each line of a function in one line of the file, so that a
 * change of one number is a change of one line. The same baseline is always the same text.
 */
export function baselineJson({ functions, ...about }: BaselineFile): string {
  const fields = Object.entries(about).map(([key, value]) => field(key, JSON.stringify(value), '  '))
  const list = functions.length === 0 ? '[]' : `[\n${functions.map(functionJson).join(',\n')}\n  ]`
  return visibleJson(`{\n${[...fields, field('functions', list, '  ')].join(',\n')}\n}\n`)
}

function functionJson({ lines, ...about }: BaselineFile['functions'][number]): string {
  const fields = Object.entries(about).map(([key, value]) => field(key, JSON.stringify(value), '      '))
  const rows = lines.map((line) => `        ${JSON.stringify(line)}`)
  const list = rows.length === 0 ? '[]' : `[\n${rows.join(',\n')}\n      ]`
  return `    {\n${[...fields, field('lines', list, '      ')].join(',\n')}\n    }`
}

function field(key: string, json: string, indent: string): string {
  return `${indent}${JSON.stringify(key)}: ${json}`
}
