import { describe, expect, test } from 'vitest'
import { masked, maskedCommand, RunRequest, requestToKeep } from '../../../profiler-core/contract/index.ts'

const request = (env: Record<string, string>, more: object = {}) =>
  RunRequest.parse({ target: { kind: 'module', name: 'm' }, cwd: '/p', projectDir: '/p', env, ...more })

const JWT = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abc'

describe('what is kept of a request', () => {
  test.each([
    ['API_TOKEN', 'hunter2'],
    ['AWS_SECRET_ACCESS_KEY', 'hunter2'],
    ['OPENAI_API_KEY', 'hunter2'],
    ['PGPASSWORD', 'hunter2'],
    ['MYSQL_PWD', 'hunter2'],
    ['db-password', 'hunter2'],
    ['clientSecret', 'hunter2'],
    ['GOOGLE_CREDENTIALS', 'hunter2'],
    ['DATABASE_URL', 'postgres://user:pass@host/db'],
    ['ODBC', 'Server=db;Password=hunter2;'],
    ['WHATEVER', `ghp_${'a1'.repeat(18)}`],
    ['WHATEVER', JWT],
    ['WHATEVER', '-----BEGIN RSA PRIVATE KEY-----\nabc'],
  ])('not %s=%s, but its name', (name, value) => {
    const kept = requestToKeep(request({ [name]: value, A: '1' }))
    expect(kept).toMatchObject({ env: { A: '1' }, withheld: [name] })
    expect(JSON.stringify(kept)).not.toContain(value)
    expect(requestToKeep(request({ [name]: value }, { keepSecrets: true }))).toMatchObject({
      env: { [name]: value },
    })
  })

  test.each([
    ['MAX_TOKENS', '512'],
    ['PWD', '/p'],
    ['OLDPWD', '/p'],
    ['TOKENIZERS_PARALLELISM', 'false'],
    ['PYTHONPATH', '/p:/q'],
    ['KEYBOARD', 'us'],
    ['HOMEPAGE', 'https://example.org:8080/a@b'],
    ['API_TOKEN', ''],
  ])('%s=%s', (name, value) => {
    const given = request({ [name]: value })
    expect(requestToKeep(given)).toEqual(given)
  })

  test('of a run that is started again, names that are known, until they are given anew', () => {
    const again = requestToKeep(request({ A: '1' }, { withheld: ['TOKEN_A', 'A'] }))
    expect(again).toMatchObject({ env: { A: '1' }, withheld: ['TOKEN_A'] })
    expect(requestToKeep(again)).toEqual(again)
  })
})

test('a command is shown without what looks like a secret', () => {
  const words = [
    '--password=p',
    '--api-key',
    'k',
    '--max-tokens',
    '5',
    'postgres://u:p@h/db',
    '--key=2',
    'TOKEN=t',
    '-v',
  ]
  const shown = [
    '--password=***',
    '--api-key',
    '***',
    '--max-tokens',
    '5',
    'postgres://u:***@h/db',
    '--key=2',
    'TOKEN=***',
    '-v',
  ]
  expect(masked(words)).toEqual(shown)
  expect(maskedCommand(words.join(' '))).toBe(shown.join(' '))
  expect(masked(['--token', '--fast', JWT])).toEqual(['--token', '--fast', '***'])
})
