import { describe, expect, test } from 'vitest'
import { sandboxes } from './mebi.ts'

const sandbox = sandboxes()

describe('a wrong command line: one sentence, exit code 2, nothing on standard output', () => {
  test.each([
    ['', /^Usage: mebi /],
    ['bogus', /^mebi: unknown command 'bogus'/],
    ['run', /^mebi: Which program should run\?\n {6}mebi run SCRIPT/],
    ['run --bogus a.py', /^mebi: unknown option '--bogus'/],
    ['run --lable x a.py', /Did you mean --label\?/],
    ['run -f', /^mebi: option '-f, --function <name>' argument missing/],
    ['run --backend vsz a.py', /Allowed choices are rss, heap, uss, pss\./],
    ['run --format xml a.py', /Allowed choices are table, json, csv, html\./],
    ['run --precision 11 a.py', /It must be a number from 0 to 10\./],
    ['run --precision x a.py', /It must be a number from 0 to 10\./],
    ['run --max-memory lots a.py', /--max-memory <size>.*Write a size such as 512M, 4GiB/],
    ['run --max-memory 0 a.py', /The size must be above 0/],
    ['run --max-memory=-1G a.py', /Write a size such as/],
    ['run --detail words a.py', /lines, functions/],
    ['run --timeout 0 a.py', /It must be a number of seconds above 0/],
    ['run --timeout 1e9 a.py', /It must be a number of seconds above 0/],
    ['run --timeout=-1 a.py', /It must be a number of seconds above 0/],
    ['run -f load --all a.py', /^mebi: -f and --all exclude each other/],
    ['run -c f() -m pkg', /^mebi: -c works with a script, not with -m\./],
    ['run --project missing a.py', /^mebi: missing is not a folder\./],
    ['run -o missing/out.txt a.py', /^mebi: cannot write missing\/out\.txt: its folder does not exist/],
    ['show', /^mebi: missing required argument 'RUN'/],
    ['show x', /^mebi: x is not the number of a run\./],
    ['show 1 2', /^mebi: too many arguments/],
    ['rm', /^mebi: missing required argument 'RUN'/],
    ['rm 1 two', /^mebi: two is not the number of a run\./],
    ['list extra', /^mebi: too many arguments/],
    ['list -n 0', /It must be a number above 0\./],
    ['completion tcsh', /Allowed choices are bash, zsh, fish\./],
  ])('mebi %s', async (line, message) => {
    const { code, stdout, stderr } = await sandbox().mebi(line === '' ? [] : line.split(' '))
    expect(stderr).toMatch(message)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  })
})

describe('help', () => {
  test.each(['run', 'list', 'show', 'rm', 'export', 'import', 'doctor', 'completion'])(
    'of mebi %s has examples',
    async (name) => {
      const { code, stdout, stderr } = await sandbox().mebi([name, '--help'])
      expect(stdout).toMatch(/^Usage: mebi /)
      expect(stdout).toContain(`\nExamples:\n`)
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    },
  )

  test('of mebi run tells the exit codes and every option of the manual', async () => {
    const { stdout } = await sandbox().mebi(['help', 'run'])
    expect(stdout).toContain('Exit codes: ')
    const options =
      '-m -f --all -c --backend --python --project --label --precision --timeout --max-memory --detail --exact --count-objects --no-save -q --format -o'
    for (const option of options.split(' ')) expect(stdout).toContain(`  ${option}`.slice(2))
  })

  test('behind the script is the business of the script', async () => {
    const here = sandbox()
    here.write('a.py', 'import sys; print(sys.argv[1:])')
    const { stdout } = await here.mebi(['run', '--no-save', 'a.py', '--help', '-o', 'x'])
    expect(stdout).toMatch(/^\['--help', '-o', 'x'\]\n/)
  })

  test('the version is that of the package', async () => {
    expect((await sandbox().mebi(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
  })
})

describe('completion', () => {
  const complete = async (shell: string, words: readonly string[]) => {
    const { stdout: script } = await sandbox().mebi(['completion', shell])
    const line = words.map((word) => `'${word}'`).join(' ')
    const ask = `COMP_WORDS=(${line}); COMP_CWORD=${words.length - 1}; _mebi; echo "\${COMPREPLY[@]}"`
    return (await sandbox().spawn(['bash', '-c', `${script}\n${ask}`])).stdout.trim()
  }

  test.each([
    [['mebi', 's'], 'show serve'],
    [['mebi', 'run', '--prec'], '--precision'],
    [['mebi', 'run', '--backend', ''], 'rss heap uss pss'],
    [['mebi', 'show', '1', '--format', 'j'], 'json'],
    [['mebi', 'completion', ''], 'bash zsh fish'],
  ])('in bash: %o', async (words, expected) => {
    expect(await complete('bash', words)).toBe(expected)
  })

  test('in zsh and fish names the same commands', async () => {
    const zsh = await sandbox().mebi(['completion', 'zsh'])
    expect(zsh.stdout).toMatch(/^autoload -U \+X bashcompinit && bashcompinit\n/)
    const fish = await sandbox().mebi(['completion', 'fish'])
    expect(fish.stdout).toContain("-l backend -r -f -a 'rss heap uss pss'")
  })
})
