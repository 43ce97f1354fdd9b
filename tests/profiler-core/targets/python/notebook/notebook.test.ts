import { describe, expect, it } from 'vitest'
import { MebiError } from '../../../../../profiler-core/contract/index.ts'
import { codeOf, readNotebook } from '../../../../../profiler-core/targets/python/notebook/notebook.ts'

function notebook(cells: object[], rest: object = {}): Buffer {
  return Buffer.from(JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells, ...rest }))
}

function errorOf(bytes: Buffer): MebiError {
  try {
    readNotebook(bytes, 'a.ipynb')
  } catch (error) {
    return error as MebiError
  }
  throw new Error('it could be read')
}

describe('a notebook', () => {
  it('is a percent script, whose cells know their lines', () => {
    const bytes = notebook([
      { cell_type: 'markdown', source: ['# Title\n', '\n', 'text'] },
      { cell_type: 'code', source: ['%time x = 1\n', 'y = 2\n'], outputs: [{ data: 'x'.repeat(1000) }] },
      { cell_type: 'raw', source: 'raw' },
      { cell_type: 'code', source: '' },
      { cell_type: 'code', source: 'print("ü")\r\n\r\n' },
    ])
    const { text, cells } = readNotebook(bytes, 'a.ipynb')
    expect(text.split('\n')).toEqual([
      '# %% [markdown]',
      '# # Title',
      '#',
      '# text',
      '',
      '# %%',
      '%time x = 1',
      'y = 2',
      '',
      '# %% [raw]',
      '# raw',
      '',
      '# %%',
      '',
      '',
      '# %%',
      'print("ü")',
      '',
    ])
    expect(codeOf({ text, cells })).toEqual([
      [7, '%time x = 1\ny = 2'],
      [14, ''],
      [17, 'print("ü")'],
    ])
    for (const { firstLine, text: own } of cells.filter(({ isCode }) => isCode))
      expect(text.split('\n').slice(firstLine - 1)).toEqual(
        expect.arrayContaining(own.split('\n').slice(0, 1)),
      )
  })

  it.each([
    [
      'no JSON',
      Buffer.from('{"cells": ['),
      'notebook-unreadable',
      /a\.ipynb cannot be read as a notebook: it is not JSON\./,
    ],
    ['other JSON', Buffer.from('[1]'), 'notebook-unreadable', /its content is not what/],
    [
      'a cell that is none',
      notebook([{ cell_type: 'code', source: 1 }]),
      'notebook-unreadable',
      /its cells\.0\.source is not/,
    ],
    [
      'of version 3',
      notebook([], { nbformat: 3, cells: undefined, worksheets: [] }),
      'notebook-old',
      /of version 3; Mebi reads version 4/,
    ],
    [
      'for R',
      notebook([], { metadata: { kernelspec: { language: 'R' } } }),
      'notebook-not-python',
      /for R, not for Python/,
    ],
  ])('that is %s says so', (_, bytes, code, message) => {
    const error = errorOf(bytes)
    expect(error).toBeInstanceOf(MebiError)
    expect(error.code).toBe(code)
    expect(error.message).toMatch(message)
  })
})
