import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { findBaseline } from '../../../main/cli/checkBaseline.ts'
import { processContext } from '../../../main/cli/context.ts'

const cwd = mkdtempSync(join(tmpdir(), 'mebi-baseline-'))
afterAll(() => rmSync(cwd, { recursive: true, force: true }))

/** A baseline file without functions; what is added last counts. */
function written(more: string): string {
  const of =
    '"watched":"the script","backend":"rss","detail":"lines","python":"cpython 3.12.1","system":"linux x64"'
  return `{"format":"mebi-baseline","version":1,"target":"a.py",${of},"data":null,"runs":1,"peak":1,"functions":[],${more}}`
}

test.each([
  ['missing.json', null, 'cannot read the baseline missing.json: it does not exist'],
  ['folder.json', 'folder', 'cannot read the baseline folder.json: it is a folder'],
  ['pipe.json', 'pipe', 'cannot read the baseline pipe.json: it is a pipe'],
  ['other.json', '{}', 'other.json is not a baseline that mebi check has written.'],
  ['text.json', 'no JSON', 'text.json is not a baseline that mebi check has written.'],
  ['deep.json', '['.repeat(100_000), 'deep.json is not a baseline that mebi check has written.'],
  [
    'newer.json',
    '{"format":"mebi-baseline","version":3,"more":1}',
    'The baseline newer.json was written by a newer version of Mebi.',
  ],
  [
    'damaged.json',
    '{"format":"mebi-baseline","version":1,"target":3}',
    expect.stringMatching(/^The baseline damaged\.json is damaged: target: /),
  ],
  [
    'proto.json',
    written('"__proto__":{"polluted":true}'),
    'The baseline proto.json is damaged: Unrecognized key: "__proto__"',
  ],
  [
    'negative.json',
    written('"runs":1').replace('"peak":1', '"peak":[-1,0,1]'),
    'The baseline negative.json is damaged: peak: must not be below 0',
  ],
])('a baseline file that cannot be read: %s', async (name, content, message) => {
  if (content === 'folder') mkdirSync(join(cwd, name))
  else if (content === 'pipe') execFileSync('mkfifo', [join(cwd, name)])
  else if (content !== null) writeFileSync(join(cwd, name), content)
  const target = { kind: 'script', path: 'a.py' } as const
  const found = findBaseline(name, { target, cwd, projectDir: cwd }, { ...processContext(), cwd })
  await expect(found).rejects.toMatchObject({ message, exitCode: 2 })
})

test('a baseline file with a mark of the byte order before it', async () => {
  writeFileSync(join(cwd, 'marked.json'), `\uFEFF${written('"runs":1')}`)
  const target = { kind: 'script', path: 'a.py' } as const
  const found = findBaseline('marked.json', { target, cwd, projectDir: cwd }, { ...processContext(), cwd })
  await expect(found).resolves.toMatchObject({ backend: 'rss', detail: 'lines' })
})
