import { expect, test } from './fixtures.ts'

test('the app opens with its page, and the core answers', async ({ app }) => {
  const page = await app.open()
  await expect(page).toHaveTitle(/Mebi/)
  await expect(page.locator('#root > *').first()).toBeAttached()
  expect(await app.call('projects.recent', {})).toEqual([])
})

test('a folder that is named at the start is the project that opens', async ({ app }) => {
  const dir = app.project({ 'hello.py': 'def hello():\n    print("hello")\n\nhello()\n' })
  await app.open(dir)
  await expect
    .poll(async () => (await app.call('projects.recent', {})).map((project) => project.dir))
    .toEqual([dir])
})
