import { mkdirSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { builds, Checkout } from './checkout.ts'

describe.skipIf(process.platform === 'win32')('build/setup.mjs', () => {
  let checkout: Checkout

  beforeEach(() => {
    checkout = new Checkout()
  })

  afterEach(() => checkout.remove())

  describe('prepares', () => {
    it('a fresh clone, and says what it does and why, on stderr', async () => {
      expect(await checkout.setup()).toEqual({
        code: 0,
        stdout: '',
        stderr: [
          'setup: installing packages (npm ci): node_modules/ is missing or was not made by setup\n',
          'setup: building out/ (vite): it was never built\n',
          ...builds.map((build) => `vite speaks of ${build.split(' ').at(-1)}\n`),
        ].join(''),
      })
      expect(checkout.calls()).toEqual(['npm ci', ...builds])
    })

    it('nothing when all is fresh: starts no npm, says nothing, takes under 0.3 s', async () => {
      await checkout.setup()
      checkout.calls()
      // A slow try may be the doing of the tests that run beside this one.
      let fastest = Infinity
      for (let tries = 0; tries < 20 && fastest >= 300; tries++) {
        const start = performance.now()
        expect(await checkout.setup([], { withNpm: false })).toEqual({ code: 0, stdout: '', stderr: '' })
        fastest = Math.min(fastest, performance.now() - start)
      }
      expect(fastest).toBeLessThan(300)
      expect(checkout.calls()).toEqual([])
    })

    it.each([
      ['changed', () => checkout.write('main/cli/main.ts', 'another command line'), 'main/cli/main.ts'],
      ['added', () => checkout.write('profiler-core/run/run.ts', 'more'), 'profiler-core/run/run.ts'],
      ['removed', () => rmSync(join(checkout.folder, 'main/cli/main.ts')), 'main/cli/main.ts'],
      ['older', () => utimesSync(join(checkout.folder, 'main/cli/main.ts'), 1e9, 1e9), 'main/cli/main.ts'],
    ])('out/ when a source was %s', async (_how, change, file) => {
      await checkout.setup()
      checkout.calls()
      change()
      const { stderr } = await checkout.setup()
      expect(stderr).toContain(`building out/ (vite): ${file} changed`)
      expect(checkout.calls()).toEqual(builds)
    })

    it.each([
      'out/cli/main.mjs',
      'out/cli/outlineWorker.mjs',
      'out/app/main.cjs',
      'out/workers/samplerWorker.cjs',
      'out/preload/preload.cjs',
      'out/renderer/index.html',
    ])('out/ when %s is missing', async (file) => {
      await checkout.setup()
      checkout.calls()
      rmSync(join(checkout.folder, file))
      expect((await checkout.setup()).stderr).toContain(`${file} is missing`)
      expect(checkout.calls()).toEqual(builds)
    })

    it.each(['out/cli/main.mjs', 'out/renderer/assets/page.js'])('out/ when %s is empty', async (file) => {
      await checkout.setup()
      checkout.calls()
      checkout.write(file, '')
      expect((await checkout.setup()).stderr).toContain(`${file} is not as it was built`)
      expect(checkout.calls()).toEqual(builds)
    })

    it('the packages when one of them is deleted, or the list of them', async () => {
      await checkout.setup()
      for (const path of ['node_modules/vite', 'node_modules/.package-lock.json']) {
        checkout.calls()
        rmSync(join(checkout.folder, path), { recursive: true })
        // oxlint-disable-next-line no-await-in-loop
        expect((await checkout.setup()).stderr).toContain(`${path} is missing`)
        expect(checkout.calls()).toEqual(['npm ci'])
      }
    })

    it('nothing when a file changed that is in no bundle', async () => {
      await checkout.setup()
      checkout.calls()
      checkout.write('main/README.md', 'text')
      checkout.write('profiler-core/targets/python/agent/agent.py', 'pass')
      expect((await checkout.setup()).stderr).toBe('')
      expect(checkout.calls()).toEqual([])
    })

    it('the packages, and with them out/, when the lockfile changed', async () => {
      await checkout.setup()
      checkout.calls()
      checkout.write('package-lock.json', '{ "name": "mebi", "lockfileVersion": 3, "packages": { } }')
      expect((await checkout.setup()).stderr).toContain('package-lock.json is not what is installed')
      expect(checkout.calls()).toEqual(['npm ci', ...builds])
    })

    it('the packages again when the last install was killed', async () => {
      await checkout.setup([], { env: { NPM_DIES: '1' } })
      expect(checkout.has('.setup.lock')).toBe(true)
      checkout.calls()
      expect((await checkout.setup()).code).toBe(0)
      expect(checkout.calls()).toEqual(['npm ci', ...builds])
      expect(checkout.has('.setup.lock')).toBe(false)
    })

    it('once, when started twice at the same time', async () => {
      const env = { NPM_TAKES: '500' }
      const outcomes = await Promise.all(
        [1, 2, 3].map(async () => await checkout.setup(['echo', 'ready'], { env })),
      )
      expect(outcomes.map(({ code, stdout }) => [code, stdout])).toEqual(Array(3).fill([0, 'ready\n']))
      expect(checkout.calls()).toEqual(['npm ci', ...builds])
      expect(outcomes.filter(({ stderr }) => stderr.includes('waiting for another setup'))).not.toEqual([])
    })
  })

  describe('on an old Node', () => {
    it('fetches a newer one, once, and runs everything with it', async () => {
      const command = ['sh', '-c', 'command -v node']
      const first = await checkout.setup(command, { as: 'oldNode' })
      expect(first.stderr).toMatch(
        /setup: fetching \S+@\d+\.\d+\.\d+ into \.node\/: Mebi needs Node 22\.14 or newer, and this is v20\.1\.0\n/,
      )
      expect(first.stdout).toBe(`${join(checkout.folder, '.node/bin/node')}\n`)
      expect(checkout.calls()).toEqual([expect.stringMatching(/^npm ci with node-/), 'npm ci', ...builds])

      expect((await checkout.setup(command, { as: 'oldNode' })).stderr).toBe('')
      expect(checkout.calls()).toEqual([])
    })

    it('fetches it again where its file is not as it was fetched: an empty one would do nothing, and well', async () => {
      await checkout.setup([], { as: 'oldNode' })
      checkout.calls()
      const node = join(checkout.folder, '.node/bin/node')
      rmSync(node) // a link to the Node of this test
      writeFileSync(node, '', { mode: 0o755 })
      const { stdout, stderr } = await checkout.setup(['node', '-p', '1 + 1'], { as: 'oldNode' })
      expect(stderr).toContain('that in .node/ is not as it was fetched')
      expect(stdout).toBe('2\n')
      expect(checkout.calls()).toEqual([expect.stringMatching(/^npm ci with node-/)])
    })

    it('takes none whose hash is another one (asking the real npm)', async (context) => {
      // Where its mirror is, the machine's own settings may say.
      const env = { ...process.env, npm_config_fetch_retries: '0' } as Record<string, string>
      const npm = { env, as: 'oldNode' } as const
      const file = 'build/setup/node.mjs'
      const pinned = readFileSync(join(checkout.folder, file), 'utf8')
      checkout.write(file, pinned.replaceAll(/'sha512-..../g, "'sha512-AAAA"))
      const { code, stderr } = await checkout.setup([], npm)
      if (/could not reach its registry/.test(stderr)) context.skip('the registry of npm does not answer')
      expect(code).toBe(1)
      expect(stderr).toMatch(/cannot fetch a newer Node: what the registry sent is not what is expected/)
      expect(checkout.has('.node/bin/node')).toBe(false)
    })

    it('leaves nothing half done when the fetch fails', async () => {
      const npmFails = { as: 'oldNode', env: { NPM_FAILS: 'npm error code E404' } } as const
      const { code, stderr } = await checkout.setup(['echo', 'unreached'], npmFails)
      expect(code).toBe(1)
      expect(stderr).toMatch(/setup: cannot fetch a newer Node: npm failed with E404, as it says above\n$/)
      expect((await checkout.setup([], { as: 'oldNode' })).code).toBe(0)
    })

    it('says so where there is none to fetch', async () => {
      const { code, stderr } = await checkout.setup([], { as: 'oddSystem' })
      expect(code).toBe(1)
      expect(stderr).toContain(
        `knows of none to fetch for ${process.platform}-vax: install one from https://nodejs.org\n`,
      )
    })
  })

  describe('says in one sentence', () => {
    it('that there is no lockfile', async () => {
      await checkout.setup()
      rmSync(join(checkout.folder, 'package-lock.json'))
      expect(await checkout.setup(['echo', 'unreached'])).toEqual({
        code: 1,
        stdout: '',
        stderr: 'setup: package-lock.json is missing: this is no complete checkout of Mebi\n',
      })
    })

    it('that npm is not on PATH', async () => {
      // Without /usr/bin, where a real one may be.
      const { code, stderr } = await checkout.setup([], { env: { PATH: '/nowhere' } })
      expect(code).toBe(1)
      expect(stderr).toMatch(
        /setup: cannot install the packages: npm is not on PATH\. It comes with Node: \S+\n$/,
      )
    })

    it('that the registry cannot be reached (asking the real npm)', async () => {
      needOnePackage()
      const env = {
        PATH: process.env['PATH'] ?? '',
        npm_config_registry: 'http://127.0.0.1:1/',
        npm_config_cache: join(checkout.folder, 'empty-cache'),
        npm_config_fetch_retries: '0',
      }
      const { code, stderr } = await checkout.setup([], { env })
      expect(code).toBe(1)
      expect(stderr).toMatch(
        /setup: cannot install the packages: npm could not reach its registry \(ECONNREFUSED\)\. .*\n$/,
      )
    })

    it('that lockfile and package.json disagree', async () => {
      const { code, stderr } = await checkout.setup([], { env: { NPM_FAILS: 'npm error code EUSAGE' } })
      expect(code).toBe(1)
      expect(stderr).toMatch(
        /setup: cannot install the packages: package\.json and package-lock\.json disagree\. .*\n$/,
      )
    })

    it('that vite failed, and tries again the next time', async () => {
      const { code, stdout, stderr } = await checkout.setup(['echo', 'unreached'], {
        env: { VITE_FAILS: '1' },
      })
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
      expect(stderr).toMatch(/vite fails\nsetup: cannot build out\/: vite failed, as it says above\n$/)
      expect((await checkout.setup()).stderr).toContain('building out/ (vite): it was never built')
    })

    function needOnePackage(): void {
      const entry = { '': { dependencies: { zod: '4.0.0' } }, 'node_modules/zod': { version: '4.0.0' } }
      checkout.write('package.json', '{ "name": "mebi", "dependencies": { "zod": "4.0.0" } }')
      checkout.write(
        'package-lock.json',
        JSON.stringify({ name: 'mebi', lockfileVersion: 3, packages: entry }),
      )
    }
  })

  describe('runs a command', () => {
    beforeEach(async () => {
      await checkout.setup()
    })

    it('with its arguments, output and exit code', async () => {
      const script = 'console.log(process.argv.slice(1).join()); console.error("e"); process.exitCode = 3'
      const command = ['node', '-e', script, '--', 'a b', '--help', '']
      expect(await checkout.setup(command)).toEqual({ code: 3, stdout: 'a b,--help,\n', stderr: 'e\n' })
    })

    it('from node_modules/.bin before any other', async () => {
      mkdirSync(join(checkout.folder, 'node_modules/.bin'))
      symlinkSync('/bin/true', join(checkout.folder, 'node_modules/.bin/ls'))
      expect(await checkout.setup(['ls'])).toEqual({ code: 0, stdout: '', stderr: '' })
    })

    it('passes signals on, and reports the one that ended it', async () => {
      const waits = `process.on('SIGTERM', () => { console.log('asked to end'); process.exit(4) }); console.log('up'); setInterval(() => {}, 1000)`
      const polite = checkout.start(['build/setup.mjs', 'node', '-e', waits])
      polite.child.stdout.once('data', () => polite.child.kill('SIGTERM'))
      expect(await polite.outcome).toEqual({ code: 4, stdout: 'up\nasked to end\n', stderr: '' })

      const killed = await checkout.setup(['sh', '-c', 'kill -KILL $$'])
      expect(killed.code).toBe(128 + 9)
    })

    it('that does not exist', async () => {
      expect(await checkout.setup(['no-such-command'])).toEqual({
        code: 127,
        stdout: '',
        stderr: 'mebi: cannot run no-such-command: there is no such command\n',
      })
    })
  })
})
