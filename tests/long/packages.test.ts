import { spawnSync } from 'node:child_process'
import { get } from 'node:http'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import { MEBI, type Sandbox, sandboxes } from '../main/cli/mebi.ts'
import { driveRun } from '../main/cli/terminal/drive.ts'
import { oneOfEachVersion, temporaryFolder } from '../profiler-core/targets/python/support.ts'

const sandbox = sandboxes()
// pip fetches, and servers start.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 300_000 })

/** Interpreters of environments with pytest and gunicorn; why there is none, where no index answers. */
const pythons: string[] = []
let reason = ''

beforeAll(async () => {
  for (const interpreter of await oneOfEachVersion()) {
    // One after the other: this is work for the disk.
    // oxlint-disable-next-line no-await-in-loop
    const folder = await temporaryFolder()
    spawnSync(interpreter.path, ['-m', 'venv', folder])
    const python = join(folder, 'bin', 'python')
    const packages = ['pytest<9', 'gunicorn<24']
    const pip = ['-m', 'pip', 'install', '-q', '--retries', '1', '--disable-pip-version-check', ...packages]
    const done = spawnSync(python, pip, { encoding: 'utf8' })
    if (done.status === 0) pythons.push(python)
    else reason = `pytest and gunicorn could not be fetched: ${done.stderr.trim().slice(-300)}`
  }
})

const TESTS = `import pytest

KEPT = []

@pytest.fixture
def block():
    return bytearray(b"x") * (10 << 20)

def test_keeps(block):
    KEPT.append(bytearray(b"x") * (20 << 20))
    assert len(block) == 10 << 20

@pytest.mark.parametrize("n", [1, 2])
def test_rewritten(n, tmp_path, capsys):
    print("shown", n)
    assert capsys.readouterr().out == "shown %d\\n" % n
    assert [n, n] == [n, 2], "wrong"
`

function sameTime(report: string): string {
  return report
    .replaceAll(/\d+\.\d+s/g, '0s')
    .replaceAll(/=+/g, '=')
    .replaceAll(/0x[0-9a-f]+/g, '0x')
}

describe('pytest', () => {
  test('reports the same, with the same exit code; tests and fixtures are in the table', async (context) => {
    if (pythons.length === 0) context.skip(reason)
    for (const python of pythons) {
      const here = sandbox()
      here.write('test_a.py', TESTS)
      const words = ['-m', 'pytest', '-p', 'no:cacheprovider', '--basetemp', 'temporary', '-v']
      // oxlint-disable-next-line no-await-in-loop
      const plain = await here.spawn([python, '-B', ...words])
      // oxlint-disable-next-line no-await-in-loop
      const mebi = await here.mebi(['run', '--python', python, '-o', 'table.txt', ...words])
      expect(plain.stdout).toContain('1 failed, 2 passed')
      expect(sameTime(mebi.stdout)).toBe(sameTime(plain.stdout))
      expect([mebi.code, plain.code]).toEqual([1, 1])
      // oxlint-disable-next-line no-await-in-loop
      const table = (await here.mebi(['show', '1'])).stdout
      expect(table).toMatch(/\n +10 .* (?:19\.\d|20\.\d)\d\d MiB +1 .*KEPT\.append/)
      expect(table).toMatch(/\n +7 .* 1 +return bytearray/)
      expect(table).toMatch(/\n +15 .* 2 +print\("shown", n\)/)
    }
  })

  test('on a terminal it is as colourful', async (context) => {
    const [python] = pythons
    if (python === undefined) return context.skip(reason)
    const here = sandbox()
    here.write('test_a.py', TESTS)
    const { shown, code } = await driveRun(here, [
      '--python',
      python,
      '-m',
      'pytest',
      '-p',
      'no:cacheprovider',
    ])
    expect(shown).toContain('\u001b[31mF\u001b[0m')
    expect(code).toBe(1)
  })
})

const APP = `kept = []

def keep():
    kept.append(bytearray(b"x") * (10 << 20))

def app(environ, start_response):
    keep()
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"%d" % len(kept)]
`

/** Starts a server under Mebi, asks it three times, stops it as Ctrl-C would. */
async function serve(here: Sandbox, words: readonly string[]) {
  const answers: string[] = []
  let log = ''
  const outcome = await here.spawn(['sh', '-c', 'exec "$0" "$@" 2>&1', process.execPath, MEBI, ...words], {
    onOutput: (text, kill) => {
      log += text
      const address = /Listening at: (http:\S+)/.exec(log)?.[1]
      if (address === undefined || !log.includes('Booting worker')) return
      log = ''
      void (async () => {
        // oxlint-disable-next-line no-await-in-loop
        for (let request = 0; request < 3; request++) answers.push(await ask(address))
        // While it still writes the answer, a worker does not take it well, with Mebi or without.
        setTimeout(() => kill('SIGINT'), 500)
      })()
    },
  })
  return { ...outcome, answers }
}

function ask(address: string): Promise<string> {
  return new Promise((resolve, reject) => {
    get(address, (response) => {
      let body = ''
      response.on('data', (piece: Buffer) => {
        body += piece.toString()
      })
      response.on('end', () => resolve(body))
    }).on('error', reject)
  })
}

describe('gunicorn', () => {
  test('serves, is watched in its worker, and ends by Ctrl-C as ever', async (context) => {
    if (pythons.length === 0) context.skip(reason)
    for (const python of pythons) {
      const here = sandbox()
      here.write('application.py', APP)
      const words = [
        '-m',
        'gunicorn',
        '-b',
        '127.0.0.1:0',
        '--worker-tmp-dir',
        dirname(here.home),
        'application:app',
      ]
      // oxlint-disable-next-line no-await-in-loop
      const { answers, code, stdout } = await serve(here, [
        'run',
        '--python',
        python,
        '-o',
        'table.txt',
        ...words,
      ])
      expect(answers).toEqual(['1', '2', '3'])
      expect(stdout).toContain('Shutting down: Master')
      expect(stdout).not.toContain('Traceback')
      expect(code).toBe(0)
      // oxlint-disable-next-line no-await-in-loop
      const table = (await here.mebi(['show', '1'])).stdout
      expect(table).toMatch(/\n +4 .* (?:29\.\d|30\.\d)\d\d MiB +3 +kept\.append/)
    }
  })
})
