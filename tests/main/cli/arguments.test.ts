import { Command } from 'commander'
import { describe, expect, test } from 'vitest'
import { splitRunArguments, takeArguments } from '../../../main/cli/arguments.ts'

const command = new Command('run')
  .option('-m, --module <module>')
  .option('-f, --function <name>')
  .option('-q, --quiet')
  .option('-O')
  .option('--label <text>')

function split(line: string): string {
  const { own, program } = splitRunArguments(line === '' ? [] : line.split(' '), command)
  return `${own.join(' ')} | ${program.join(' ')}`.trim()
}

describe("the words of mebi run are Mebi's up to the program, and the program's from there", () => {
  test.each([
    ['', '|'],
    ['a.py', '| a.py'],
    ['a.py -q --label x', '| a.py -q --label x'],
    ['-q a.py -q', '-q | a.py -q'],
    ['-f load a.py', '-f load | a.py'],
    ['-fload a.py', '-fload | a.py'],
    ['-qf load a.py', '-qf load | a.py'],
    ['--function load a.py', '--function load | a.py'],
    ['--function=load a.py', '--function=load | a.py'],
    ['--label=a=b a.py', '--label=a=b | a.py'],
    ['--label -q a.py', '--label -q | a.py'],
    ['-m pytest -q tests', '-m pytest | -q tests'],
    ['-mpytest -q', '-mpytest | -q'],
    ['-qm pytest -q', '-qm pytest | -q'],
    ['--module pytest -q', '--module pytest | -q'],
    ['--module=pytest -q', '--module=pytest | -q'],
    ['-q -- -strange.py -q', '-q | -strange.py -q'],
    ['-OO a.py', '-OO | a.py'],
    ['--unknown a.py', '--unknown | a.py'],
    ['- a', '| - a'],
    ['-f', '-f |'],
  ])('%s', (line, expected) => {
    expect(split(line)).toBe(expected)
  })
})

describe('where the arguments come from', () => {
  test('the process, as a rule', () => {
    expect(takeArguments(['node', 'main.mjs', 'list', '--json'], {})).toEqual(['list', '--json'])
  })

  test('MEBI_ARGV, which the program does not inherit', () => {
    const env: NodeJS.ProcessEnv = { MEBI_ARGV: '["show","\\udce9.py"]', OTHER: 'x' }
    expect(takeArguments(['node', 'main.mjs', 'show', '\uFFFD.py'], env)).toEqual(['show', '\udce9.py'])
    expect(env).toEqual({ OTHER: 'x' })
  })
})
