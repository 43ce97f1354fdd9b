import { chmodSync, mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { MEBI, sandboxes } from './mebi.ts'

const sandbox = sandboxes()

describe('a script that is none', () => {
  test('missing: what is near is named', async () => {
    const here = sandbox()
    here.write('train.py', '')
    expect(await here.mebi(['run', 'trian.py'])).toMatchObject({
      code: 2,
      stdout: '',
      stderr: 'mebi: There is no file trian.py.\n      Did you mean train.py?\n',
    })
  })

  test('a folder', async () => {
    const here = sandbox()
    mkdirSync(join(here.project, 'pkg'))
    const { code, stderr } = await here.mebi(['run', 'pkg'])
    expect(stderr).toMatch(
      /^mebi: pkg is a folder without a __main__\.py: Python cannot run it\.\n {6}.*-m NAME/,
    )
    expect(code).toBe(2)
  })

  test.runIf(process.getuid?.() !== 0)('unreadable', async () => {
    const here = sandbox()
    chmodSync(here.write('secret.py', 'pass'), 0)
    const { code, stderr } = await here.mebi(['run', 'secret.py'])
    expect(stderr).toBe('mebi: secret.py cannot be read: permission denied.\n')
    expect(code).toBe(2)
  })

  test('a loop of links cannot be read by anyone', async () => {
    const here = sandbox()
    symlinkSync('loop.py', join(here.project, 'loop.py'))
    const { code, stderr } = await here.mebi(['run', 'loop.py'])
    expect(stderr).toMatch(/^mebi: loop\.py cannot be read: /)
    expect(code).toBe(2)
  })

  test('binary', async () => {
    const here = sandbox()
    here.write('compiled.py', Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 1, 2, 3]))
    const { code, stderr } = await here.mebi(['run', 'compiled.py'])
    expect(stderr).toMatch(/^mebi: compiled\.py is machine code, not a Python program\.\n/)
    expect(code).toBe(2)
  })

  test('empty is a program that does nothing', async () => {
    const here = sandbox()
    here.write('empty.py', '')
    const { code, stderr } = await here.mebi(['run', 'empty.py'])
    expect(stderr).toMatch(/mebi: run 1 finished/)
    expect(code).toBe(0)
  })

  test("a syntax error is the interpreter's own message", async () => {
    const here = sandbox()
    here.write('broken.py', 'def f(:\n    pass\n')
    const plain = await here.spawn(['python3', 'broken.py'])
    const { code, stderr } = await here.mebi(['run', '--python', 'python3', 'broken.py'])
    const own = plain.stderr.split('\n').slice(1).join('\n')
    expect(stderr).toContain(own)
    expect(stderr).toMatch(/mebi: run 1 failed after .* with SyntaxError at broken\.py:1/)
    expect(code).toBe(1)
  })
})

describe('a function name', () => {
  const NAMES =
    'class A:\n    def load(self): pass\n\nclass B:\n    def load(self): pass\n\ndef save(): pass\n'

  test('that matches nothing: those that there are', async () => {
    const here = sandbox()
    here.write('names.py', NAMES)
    const { code, stdout, stderr } = await here.mebi(['run', '-f', 'sav', 'names.py'])
    expect(stderr).toMatch(/^mebi: .*sav/)
    for (const name of ['A.load', 'B.load', 'save']) expect(stderr).toContain(name)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  })

  test('that matches several: which', async () => {
    const here = sandbox()
    here.write('names.py', NAMES)
    const { code, stderr } = await here.mebi(['run', '-f', 'load', 'names.py'])
    expect(stderr).toMatch(/A\.load/)
    expect(stderr).toMatch(/B\.load/)
    expect(code).toBe(2)
  })
})

describe('an interpreter that cannot be used', () => {
  const refuse = async (name: string, content: string | null) => {
    const here = sandbox()
    here.write('a.py', 'pass\n')
    if (content !== null) chmodSync(here.write(name, content), 0o755)
    const { code, stdout, stderr } = await here.mebi([
      'run',
      '--python',
      content === null ? name : `./${name}`,
      'a.py',
    ])
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    return stderr
  }
  const answering = (version: string, implementation: string) =>
    `#!/bin/sh\ncat >/dev/null\necho '${JSON.stringify({ version, implementation, executable: null, prefix: '/' })}'\n`

  test('missing', async () => {
    expect(await refuse('/no/such/python', null)).toMatch(
      /^mebi: There is no Python interpreter \/no\/such\/python\./,
    )
    expect(await refuse('python9.9', null)).toMatch(/^mebi: There is no Python interpreter python9\.9\./)
  })

  test('too old', async () => {
    expect(await refuse('python-old', answering('3.6.15', 'cpython'))).toMatch(/Python 3\.6\.15 is too old/)
  })

  test('PyPy', async () => {
    expect(await refuse('pypy-like', answering('3.10.14', 'pypy'))).toMatch(
      /This is PyPy; Mebi needs CPython/,
    )
  })

  test('not Python', async () => {
    expect(await refuse('tool', '#!/bin/sh\necho hello\n')).toMatch(/not a Python interpreter/)
  })
})

describe('sources of every kind are run, and shown as they are', () => {
  const row = (text: string, needle: string) => text.split('\n').find((line) => line.includes(needle))

  test.each([
    [
      'Latin-1 with a coding line',
      Buffer.from('# -*- coding: latin-1 -*-\ns = "h\u00e9"\n', 'latin1'),
      's = "hé"',
    ],
    ['a byte order mark', '\uFEFFs = "é"\n', 's = "é"'],
    ['CRLF', 'x = 1\r\ns = """a\r\nb"""\r\n', 's = """a'],
    ['tabs', 'if True:\n\ts = 1\n', '\ts = 1'],
    ['no final newline', 'x = 1\ns = 2', 's = 2'],
    ['non-ASCII identifiers', 'größe = 1\ns = größe\n', 's = größe'],
  ])('%s', async (_, content, line) => {
    const here = sandbox()
    here.write('source.py', content)
    const { code, stdout, stderr } = await here.mebi(['run', 'source.py'])
    expect(stderr).toMatch(/^mebi: run 1 finished/)
    expect(row(stdout, line)).toMatch(/^ +\d+ +[\d.]+ MiB +[\d.]+ MiB +1 {3}/)
    expect(row(stdout, line)?.slice(47)).toBe(line)
    expect(code).toBe(0)
  })

  test('a script of 50,000 lines', async () => {
    const here = sandbox()
    const body = '    x += 1\n'.repeat(47)
    const functions = Array.from(
      { length: 1000 },
      (_, n) => `def f${n}(x):\n${body}    return x\nf${n}(${n})\n`,
    )
    here.write('long.py', functions.join(''))
    const { code, stdout, stderr } = await here.mebi(['run', 'long.py'])
    expect(stderr).toMatch(/^mebi: run 1 finished/)
    expect(stdout).toMatch(/\n {5}0 .*<module>\n/)
    expect(stdout).toMatch(/\n 50000 .* MiB {11}1 {3}f999\(999\)\n/)
    expect(stdout.match(/^Filename: /gm)).toHaveLength(1001)
    expect(code).toBe(0)
  }, 120_000)
})

describe('paths of every kind', () => {
  test.each([
    ['spaces', 'my script.py', 'my script.py'],
    ['quotes', `it's "so".py`, `it's "so".py`],
    ['a newline', 'two\nlines.py', 'two\\nlines.py'],
    ['letters of elsewhere', 'größe–日本.py', 'größe–日本.py'],
    ['a dash in front', './-dash.py', './-dash.py'],
  ])('%s', async (_, name, shown) => {
    const here = sandbox()
    here.write(name, 'import sys\n\ndef f():\n    print(sys.argv)\n\nf()\n')
    const { code, stdout } = await here.mebi(['run', '-f', 'f', name, name])
    expect(stdout).toMatch(/^\[/)
    expect(stdout).toContain(`\nFilename: ${shown}\n\nLine #`)
    expect(code).toBe(0)
    expect((await here.mebi(['show', '1'])).stdout).toContain(`Filename: ${shown}\n`)
  })

  test.runIf(process.platform === 'linux')(
    'bytes that are not UTF-8, in script, folder and arguments',
    async () => {
      const here = sandbox()
      here.write(
        'template.py',
        'import sys, os\n\ndef f():\n    print(os.fsencode(sys.argv[1]), os.fsencode(os.getcwd())[-4:])\n\nf()\n',
      )
      const line = `mkdir $'caf\\xe9' && cp template.py $'caf\\xe9/s\\xff.py' && cd $'caf\\xe9' && exec "$0" "$1" run $'s\\xff.py' $'arg\\xfe'`
      const { code, stdoutBytes } = await here.spawn(['bash', '-c', line, process.execPath, MEBI])
      const text = stdoutBytes.toString('latin1')
      expect(text).toMatch(/^b'arg\\xfe' b'caf\\xe9'\n/)
      expect(text).toContain('\nFilename: s\xff.py\n\nLine #')
      expect(text).toContain('def f():')
      expect(code).toBe(0)
      const again = await here.mebi(['show', '1'])
      expect(again.stdoutBytes.toString('latin1')).toContain('Filename: s\xff.py\n')
      expect((await here.mebi(['list'])).code).toBe(0)
    },
  )
})
