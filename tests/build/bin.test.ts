import { spawn } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Checkout, type Outcome, outcomeOf } from './checkout.ts'

/** Stands in for the command line: says what it was given. */
const main = `
process.on('SIGINT', () => process.exit(5))
console.log(JSON.stringify({ node: process.execPath, args: process.argv.slice(2), exact: process.env.MEBI_ARGV }))
if (process.argv[2] === 'exit') process.exit(Number(process.argv[3]))
if (process.argv[2] === 'die') process.kill(process.pid, process.argv[3])
if (process.argv[2] === 'wait') setInterval(() => {}, 1000)
`

describe.skipIf(process.platform === 'win32')('bin/mebi.mjs', () => {
  let checkout: Checkout

  beforeEach(() => {
    checkout = new Checkout()
    checkout.write('out/cli/main.mjs', main)
  })

  afterEach(() => checkout.remove())

  it('starts the command line, and lets no MEBI_ARGV through from outside', async () => {
    const { code, stdout } = await mebi(['run', 'a b.py', 'é'], { env: { MEBI_ARGV: '["other"]' } })
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toEqual({ node: process.execPath, args: ['run', 'a b.py', 'é'] })
  })

  it('says that the command line is not built', async () => {
    rmSync(join(checkout.folder, 'out'), { recursive: true })
    expect(await mebi([])).toEqual({
      code: 1,
      stdout: '',
      stderr: `mebi: the command line is not built yet: run \`node ${join(checkout.folder, 'build/setup.mjs')}\` first.\n`,
    })
  })

  it('says that the command line is empty, which would do nothing, and well', async () => {
    checkout.write('out/cli/main.mjs', '')
    const { code, stderr } = await mebi(['run', 'x.py'])
    expect(code).toBe(1)
    expect(stderr).toMatch(
      /^mebi: \S+main\.mjs is empty: run `node \S+setup\.mjs`, which builds it again\.\n$/,
    )
  })

  describe('on an old Node', () => {
    const as = 'oldNode'

    it('starts no newer one that is not as it was fetched', async () => {
      await checkout.setup([], { as })
      checkout.write('out/cli/main.mjs', main)
      rmSync(join(checkout.folder, '.node/bin/node'))
      writeFileSync(join(checkout.folder, '.node/bin/node'), '', { mode: 0o755 })
      const { code, stderr } = await mebi(['run', 'x.py'], { as })
      expect(code).toBe(1)
      expect(stderr).toContain('run `node')
    })

    it('says what to do where setup has brought no newer one', async () => {
      const { code, stdout, stderr } = await mebi([], { as })
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
      expect(stderr).toMatch(
        /^mebi: needs Node 22\.14 or newer, and this is v20\.1\.0: run `node \S+setup\.mjs`, which brings one\.\n$/,
      )
    })

    it('starts the command line on the newer one, with its arguments', async () => {
      await checkout.setup([], { as })
      checkout.write('out/cli/main.mjs', main)
      const { stdout } = await mebi(['run', '', '--', "it's"], { as })
      // A symbolic link to the Node that runs this test.
      expect(JSON.parse(stdout)).toEqual({ node: process.execPath, args: ['run', '', '--', "it's"] })
    })

    it('ends as the command line ends', async () => {
      await checkout.setup([], { as })
      checkout.write('out/cli/main.mjs', main)
      expect((await mebi(['exit', '7'], { as })).code).toBe(7)
      expect((await mebi(['die', 'SIGTERM'], { as })).code).toBe(128 + 15)
      const waiting = checkout.start(['bin/mebi.mjs', 'wait'], { as })
      waiting.child.stdout.once('data', () => waiting.child.kill('SIGINT'))
      expect((await waiting.outcome).code).toBe(5)
    })
  })

  // Elsewhere arguments are text to the system itself.
  describe.runIf(process.platform === 'linux')('hands over arguments that are not UTF-8', () => {
    const octal = String.raw`a\377b.py`
    const cases = [
      [octal, 'a\udcffb.py'],
      [String.raw`\303\251\303`, 'é\udcc3'],
      [String.raw`\360\237\230\200\200`, '😀\udc80'],
      // What UTF-8 does not allow: an overlong form, a surrogate, a code point beyond the last.
      [String.raw`\300\257`, '\udcc0\udcaf'],
      [String.raw`\355\263\277`, '\udced\udcb3\udcbf'],
      [String.raw`\364\220\200\200`, '\udcf4\udc90\udc80\udc80'],
    ] as const

    it.each(cases)('%s', async (raw, exact) => {
      const { stdout } = await mebiRaw(raw)
      const { exact: json } = JSON.parse(stdout) as { exact: string }
      expect(JSON.parse(json)).toEqual(['run', exact, '', 'plain'])
      // In plain characters or escaped, for it travels in the environment.
      expect(json.isWellFormed()).toBe(true)
    })

    it('through the newer Node too', async () => {
      await checkout.setup([], { as: 'oldNode' })
      checkout.write('out/cli/main.mjs', main)
      const { stdout } = await mebiRaw(octal, '--require', './oldNode.cjs')
      const { exact } = JSON.parse(stdout) as { exact: string }
      expect(JSON.parse(exact)).toEqual(['run', 'a\udcffb.py', '', 'plain'])
    })

    it('and takes a real U+FFFD for what it is', async () => {
      const { stdout } = await mebi(['run', '\ufffd'])
      const { exact } = JSON.parse(stdout) as { exact: string }
      expect(JSON.parse(exact)).toEqual(['run', '\ufffd'])
    })
  })

  async function mebi(args: string[], options = {}): Promise<Outcome> {
    return await checkout.start(['bin/mebi.mjs', ...args], options).outcome
  }

  /** Node cannot pass on such bytes, but a shell can. */
  async function mebiRaw(printfArgument: string, ...nodeOptions: string[]): Promise<Outcome> {
    const script = `exec "$0" "$@" bin/mebi.mjs run "$(printf '${printfArgument}')" "" plain`
    const args = ['-c', script, process.execPath, ...nodeOptions]
    return await outcomeOf(spawn('sh', args, { cwd: checkout.folder, env: { PATH: '/usr/bin:/bin' } }))
  }
})
