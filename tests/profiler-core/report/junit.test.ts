import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { junitReport } from '../../../profiler-core/report/junit.ts'
import { visible } from '../../../profiler-core/report/visible.ts'
import { anInterpreter } from '../targets/python/support.ts'
import { grownNumber, guardReport } from './guardSample.ts'

/** Python's own parser; it ends with an error where a document is no XML. */
const PARSE = `import json, sys
from xml.etree import ElementTree
def told(element):
    return {"tag": element.tag, **element.attrib, "text": (element.text or "").strip(), "children": [told(each) for each in element]}
print(json.dumps([told(ElementTree.fromstring(each.encode())) for each in json.load(sys.stdin)]))
`

interface Element extends Record<string, unknown> {
  readonly tag: string
  readonly children: readonly Element[]
}

async function parsed(documents: readonly string[]): Promise<Element[]> {
  const { path } = await anInterpreter()
  const python = spawn(path, ['-c', PARSE], { stdio: ['pipe', 'pipe', 'inherit'] })
  python.stdin.end(JSON.stringify(documents))
  return JSON.parse(await text(python.stdout)) as Element[]
}

describe('JUnit XML', () => {
  const failed = {
    outcome: 'not-measured',
    message: 'It <died>.',
    numbers: [],
    notes: ['a & b', 'c'],
  } as const
  let documents: readonly Element[] = []
  beforeAll(async () => {
    const reports = [
      guardReport(),
      guardReport({ ...failed, numbers: [], notes: [...failed.notes] }),
      guardReport({ outcome: 'holds', numbers: [] }),
      guardReport({ numbers: [grownNumber(), grownNumber()] }),
      guardReport({ numbers: [grownNumber({ overlapped: true })] }),
    ]
    documents = await parsed(reports.map((report) => junitReport(report, '/project')))
  })

  test('marks what may be another thread\u2019s', () => {
    const failure = documents[4]?.children[0]?.children[0]?.children[0]
    expect(failure?.['text']).toMatch(
      /are allowed\.\*\n.*\+20\.0 MiB \(.*\n\* Other threads were at work meanwhile/,
    )
  })

  test('is a suite with a case for each number, and a failure where it grew', () => {
    const message = 'load grew by 30.0 MiB, before by 10.0 MiB (+200 %); 11.0 MiB are allowed.'
    const counts = { tests: '2', failures: '1', errors: '0', skipped: '0', time: '1.500' }
    expect(documents[0]).toMatchObject({
      tag: 'testsuites',
      ...counts,
      children: [
        {
          tag: 'testsuite',
          name: 'mebi check load.py',
          ...counts,
          children: [
            {
              tag: 'testcase',
              name: 'growth of load',
              classname: 'load.py',
              children: [
                {
                  tag: 'failure',
                  type: 'function-growth',
                  message,
                  text: `${message}\nload.py:12: +20.0 MiB (10.0 MiB to 30.0 MiB): rows = list(reader)`,
                },
              ],
            },
            { tag: 'testcase', name: 'peak of the run', classname: 'load.py', children: [] },
          ],
        },
      ],
    })
  })

  test('tells functions of one name apart', () => {
    const cases = documents[3]?.children[0]?.children.map(({ name }) => name)
    expect(cases).toEqual(['growth of load', 'growth of load (2)'])
  })

  test('of a program that did not finish is an error; what is to be noted stands in the output', () => {
    expect(documents[1]).toMatchObject({
      errors: '1',
      failures: '0',
      children: [
        {
          children: [
            { tag: 'testcase', children: [{ tag: 'error', message: 'It <died>.', text: 'It <died>.' }] },
            { tag: 'system-out', text: 'a & b\nc' },
          ],
        },
      ],
    })
  })

  test('without a number has a case all the same', () => {
    expect(documents[2]).toMatchObject({
      tests: '1',
      children: [{ children: [{ tag: 'testcase', children: [] }] }],
    })
  })

  test('can be read whatever a program says, and says the same', async () => {
    const any = fc.oneof(
      fc.string({ unit: fc.nat(0xffff).map((code) => String.fromCharCode(code)) }),
      fc.constantFrom(
        ']]>',
        '<!--',
        '&lt;',
        '"\n\r\t\'',
        '\0\u001b[31m',
        '\u202e\u0085',
        '\udc80',
        '\uFFFE\uFFFF',
        '</failure>',
      ),
    )
    const samples = fc.sample(fc.tuple(any, any, any), { numRuns: 200, seed: 1 })
    const written = samples.map(([name, said, message]) => {
      const number = grownNumber({ function: { file: '/project/a.py', name, line: 1 } })
      const lines = number.lines.map((line) => ({ ...line, text: said }))
      return junitReport(
        guardReport({ target: message, notes: [said], numbers: [{ ...number, lines }] }),
        '/project',
      )
    })
    const targets = (await parsed(written)).map(({ children: [suite] }) => suite?.['name'])
    const held = (said: string) => visible(said.toWellFormed()).replace(/[\uFFFE\uFFFF]/gu, '\uFFFD')
    expect(targets).toEqual(samples.map(([, , message]) => `mebi check ${held(message)}`))
  })
})
