import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { openStore } from '../../profiler-core/store/index.ts'
import { ask, places, runToEnd } from './serviceFixture.ts'

const place = places()

const SECRET = 'correct-horse-battery-staple'
/** Says whether it has the secret, without saying it. */
const PROGRAM = `import os
print(len(os.environ.get("API_TOKEN", "")), flush=True)
`
const env = { API_TOKEN: SECRET, MODE: 'fast' }

/** All that lies in a folder, in one text. */
function contentOf(folder: string): string {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'latin1'))
    .join('\n')
}

test('a secret in the environment reaches the program, and is in nothing that is kept or shared', async () => {
  const here = place()
  const service = here.service({ openStore: () => openStore(here.data) })
  const whileItRuns: string[] = []
  service.tapOutput(() => void whileItRuns.push(contentOf(here.data)))
  const request = here.request(PROGRAM, { env, args: [`--password=${SECRET}`] })
  const subject = 'program.py'
  await ask(service, 'requests.remember', { projectDir: here.project, subject, request })
  const run = await runToEnd(service, request)
  expect(await ask(service, 'runs.output', { id: 1 })).toEqual([
    { stream: 'stdout', text: `${SECRET.length}\n` },
  ])
  expect(run.request).toMatchObject({ env: { MODE: 'fast' }, withheld: ['API_TOKEN'] })
  expect(whileItRuns.length).toBeGreaterThan(0)
  // What was typed as an argument is kept, for the run to be started again.
  for (const content of [...whileItRuns, contentOf(here.data)]) expect(content).not.toContain(`"${SECRET}"`)

  const { text } = await ask(service, 'runs.report', { id: 1 })
  expect(text).toContain('API_TOKEN')
  expect(text).toContain('--password=***')
  const file = gunzipSync(Buffer.from((await ask(service, 'runs.export', { ids: [1] })).base64, 'base64'))
  for (const shared of [text, String(file)]) expect(shared).not.toContain(SECRET)

  // Again, as long as this host lives; by another one only where the person sets it.
  const again = async (host: typeof service) => runToEnd(host, { ...run.request, save: false })
  expect(await again(service)).toMatchObject({ warnings: [] })
  const other = here.service({ openStore: () => openStore(here.data) })
  expect(await again(other)).toMatchObject({
    warnings: [{ code: 'env-withheld', message: expect.stringContaining('API_TOKEN is not set') as string }],
  })
  const third = here.service({ env: { ...process.env, API_TOKEN: SECRET } })
  expect(await again(third)).toMatchObject({ warnings: [] })
})

test('what older versions have kept is not shared either', async () => {
  const here = place()
  const store = openStore(here.data)
  const service = here.service({ openStore: () => store })
  const {
    env: _,
    withheld: __,
    ...request
  } = (await runToEnd(service, here.request(PROGRAM, { env }))).request
  const old = { ...store.get(1), key: 'old', request: { ...request, env } }
  store.add({ detail: old, sources: [], timeline: store.timeline(1), story: store.story(1, []), output: [] })
  const { text } = await ask(service, 'runs.report', { id: 2 })
  const file = gunzipSync(Buffer.from((await ask(service, 'runs.export', { ids: [2] })).base64, 'base64'))
  for (const shared of [text, String(file)]) expect(shared).not.toContain(SECRET)
})

test('who asks for it keeps it', async () => {
  const here = place()
  const service = here.service()
  const run = await runToEnd(service, here.request(PROGRAM, { env, keepSecrets: true }))
  expect(run.request.env).toEqual(env)
})
