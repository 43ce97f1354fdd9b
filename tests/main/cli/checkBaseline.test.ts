import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { findBaseline } from '../../../main/cli/checkBaseline.ts'
import { processContext } from '../../../main/cli/context.ts'

const cwd = mkdtempSync(join(tmpdir(), 'mebi-baseline-'))
afterAll(() => rmSync(cwd, { recursive: true, force: true }))

test.each([
  ['missing.json', null, 'cannot read the baseline missing.json: it does not exist'],
  ['folder.json', 'folder', 'cannot read the baseline folder.json: it is a folder'],
  ['other.json', '{}', 'other.json is not a baseline that mebi check has written.'],
  ['text.json', 'no JSON', 'text.json is not a baseline that mebi check has written.'],
  ['deep.json', '['.repeat(100_000), 'deep.json is not a baseline that mebi check has written.'],
  [
    'newer.json',
    '{"format":"mebi-baseline","version":2,"more":1}',
    'The baseline newer.json was written by a newer version of Mebi.',
  ],
  [
    'damaged.json',
    '{"format":"mebi-baseline","version":1,"target":3}',
    expect.stringMatching(/^The baseline damaged\.json is damaged: target: /),
  ],
])('a baseline file that cannot be read: %s', async (name, content, message) => {
  if (content === 'folder') mkdirSync(join(cwd, name))
  else if (content !== null) writeFileSync(join(cwd, name), content)
  const target = { kind: 'script', path: 'a.py' } as const
  const found = findBaseline(name, { target, cwd, projectDir: cwd }, { ...processContext(), cwd })
  await expect(found).rejects.toMatchObject({ message, exitCode: 2 })
})
