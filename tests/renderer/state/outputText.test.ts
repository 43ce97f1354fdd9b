import { describe, expect, it } from 'vitest'
import { OutputText } from '../../../renderer/state/outputText.ts'

const ESC = '\u001b'

function printed(...pieces: string[]): OutputText {
  const text = new OutputText()
  for (const piece of pieces) text.append('stdout', piece)
  return text
}

function linesOf(text: OutputText): string[] {
  return Array.from({ length: text.lineCount }, (_, index) => text.lineText(index))
}

describe('lines', () => {
  it('are ended by line ends, wherever the pieces break', () => {
    expect(linesOf(printed('one\ntw', 'o\n', '\nfour'))).toEqual(['one', 'two', '', 'four'])
  })

  it('do not count the empty rest after the last line end', () => {
    expect(printed('').lineCount).toBe(0)
    expect(printed('one\n').lineCount).toBe(1)
  })

  it('are overwritten after a carriage return, as progress bars do', () => {
    expect(linesOf(printed('loading 9%\rloading 10%\r', 'loaded', ' all.\ndone\r\n'))).toEqual([
      'loaded all.',
      'done',
    ])
    expect(linesOf(printed('1234\r56'))).toEqual(['5634'])
  })

  it('keep colours of what is not overwritten', () => {
    const text = printed(`${ESC}[31mred line${ESC}[0m\rR`)
    expect(text.line(0).spans.map(({ text: part, style }) => [part, style.colour])).toEqual([
      ['R', null],
      ['ed line', { kind: 'named', index: 1 }],
    ])
  })

  it('are erased by the sequence that progress bars send', () => {
    expect(linesOf(printed(`a long line\r${ESC}[Kshort`))).toEqual(['short'])
    expect(linesOf(printed(`a long line${ESC}[2K\rnew`))).toEqual(['new'])
  })

  it('lose a character to a backspace that is written over', () => {
    expect(linesOf(printed('spin |\b/\b-'))).toEqual(['spin -'])
  })

  it('are broken where they are too long, and copied whole', () => {
    const text = new OutputText({ characters: 1000, lines: 100, lineLength: 4 })
    text.append('stdout', 'abcdefghij\nk')
    expect(linesOf(text)).toEqual(['abcd', 'efgh', 'ij', 'k'])
    expect(text.line(1).continues).toBe(true)
    expect(text.text()).toBe('abcdefghij\nk')
  })
})

describe('colours', () => {
  it('are read from sequences that come in pieces', () => {
    const text = printed(`${ESC}`, '[1;3', `2mok${ESC}[`, '0m then')
    expect(text.lineText(0)).toBe('ok then')
    expect(text.line(0).spans[0]).toMatchObject({
      text: 'ok',
      style: { bold: true, colour: { kind: 'named', index: 2 } },
    })
    expect(text.line(0).spans[1]).toMatchObject({ text: ' then', style: { bold: false, colour: null } })
  })

  it('go on over line ends', () => {
    expect(printed(`${ESC}[35mone\ntwo`).line(1).spans[0]?.style.colour).toEqual({ kind: 'named', index: 5 })
  })

  it.each([
    ['38;5;208', { kind: 'exact', rgb: [255, 135, 0] }],
    ['38;5;244', { kind: 'exact', rgb: [128, 128, 128] }],
    ['38;5;9', { kind: 'named', index: 9 }],
    ['38;2;1;20;255', { kind: 'exact', rgb: [1, 20, 255] }],
    ['96', { kind: 'named', index: 14 }],
    ['31;32', { kind: 'named', index: 2 }],
    ['31;0', null],
    ['31;39', null],
  ])('%s', (parameters, colour) => {
    expect(printed(`${ESC}[${parameters}mx`).line(0).spans[0]?.style.colour).toEqual(colour)
  })

  it('are swapped where they are reversed', () => {
    expect(printed(`${ESC}[31;44;7mx`).line(0).spans[0]?.style).toMatchObject({
      colour: { kind: 'named', index: 4 },
      ground: { kind: 'named', index: 1 },
    })
  })

  it('of one stream do not reach into the other', () => {
    const text = new OutputText()
    text.append('stdout', `${ESC}[31mred`)
    text.append('stderr', 'warning')
    text.append('stdout', 'still red')
    expect(text.line(0).spans.map(({ source, style }) => [source, style.colour !== null])).toEqual([
      ['stdout', true],
      ['stderr', false],
      ['stdout', true],
    ])
  })

  it('stay right when many of them follow each other without a reset', () => {
    const changes = Array.from({ length: 300 }, (_, index) => `${ESC}[${31 + (index % 6)}m${index} `).join('')
    const text = printed(`${ESC}[1m${changes}`)
    expect(text.line(0).spans.at(-1)?.style).toMatchObject({
      bold: true,
      colour: { kind: 'named', index: 6 },
    })
  })

  it('and other sequences leave no traces in the text', () => {
    const title = `${ESC}]0;a title\u0007`
    expect(printed(`${title}a${ESC}[?25lb${ESC}[2Ac${ESC}(Bd`).lineText(0)).toBe('abcd')
  })
})

describe('what was typed', () => {
  it('stands where the program asked', () => {
    const text = printed('Name? ')
    text.echo('Ada\n')
    text.append('stdout', 'Hello Ada\n')
    expect(linesOf(text)).toEqual(['Name? Ada', 'Hello Ada'])
    expect(text.line(0).spans.map(({ source }) => source)).toEqual(['stdout', 'typed'])
  })
})

describe('much output', () => {
  it('keeps its end, and counts what it drops', () => {
    const text = new OutputText({ characters: 1000, lines: 1000, lineLength: 100 })
    for (let line = 0; line < 500; line += 1) text.append('stdout', `line ${String(line).padStart(4, '0')}\n`)
    expect(text.lineText(text.lineCount - 1)).toBe('line 0499')
    expect(text.firstLine + text.lineCount).toBe(500)
    expect(text.lineText(0)).toBe(`line ${String(text.firstLine).padStart(4, '0')}`)
    expect(text.dropped).toBe(text.firstLine * 10)
    expect(text.text().length).toBeLessThanOrEqual(1000)
  })

  it('of empty lines is bounded too', () => {
    const text = new OutputText({ characters: 1_000_000, lines: 100, lineLength: 100 })
    text.append('stdout', '\n'.repeat(1000))
    expect(text.lineCount).toBeLessThanOrEqual(100)
  })
})
