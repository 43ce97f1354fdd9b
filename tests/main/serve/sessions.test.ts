import { expect, test } from 'vitest'
import { Sessions } from '../../../main/serve/sessions.ts'

const HOUR = 3_600_000

function sessions() {
  const clock = { now: 0 }
  return { clock, sessions: new Sessions(() => clock.now) }
}

test('a session that is used goes on, one that is not ends', () => {
  const { clock, sessions: open } = sessions()
  const [used, unused] = [open.begin(), open.begin()]
  for (let hours = 0; hours < 48; hours += 8) {
    clock.now += 8 * HOUR
    expect(open.use(used)).not.toBeNull()
  }
  expect(open.use(unused)).toBeNull()
  expect(open.renew(unused)).toBeNull()
})

test('a page that listens uses its session', () => {
  const { clock, sessions: open } = sessions()
  const key = open.begin()
  const session = open.use(key)!
  for (let hours = 0; hours < 48; hours += 8) {
    clock.now += 8 * HOUR
    expect(open.keep(session)).toBe(true)
  }
  clock.now += 13 * HOUR
  expect(open.keep(session)).toBe(false)
})

test('a new key ends the one before, a minute after it was used', () => {
  const { clock, sessions: open } = sessions()
  const first = open.begin()
  const second = open.renew(first)!
  // The answer may be lost on its way: until the new key is used, the old one is all that the page has.
  clock.now += HOUR
  expect(open.use(first)).not.toBeNull()
  expect(open.use(second)).toBe(open.use(first))
  clock.now += 59_000
  expect(open.use(first)).not.toBeNull()
  clock.now += 2000
  expect(open.use(first)).toBeNull()
  expect(open.renew(first)).toBeNull()
  expect(open.use(second)).not.toBeNull()
})

test('two pages that are loaded at the same moment keep each other out in no order', () => {
  const { clock, sessions: open } = sessions()
  const before = open.begin()
  const [one, other] = [open.renew(before)!, open.renew(before)!]
  open.use(other)
  open.use(one)
  clock.now += HOUR
  expect(open.use(one)).not.toBeNull()
  expect(open.use(other)).not.toBeNull()
})

test('keys and sessions are bounded in number; the longest unused goes', () => {
  const { clock, sessions: open } = sessions()
  const first = open.begin()
  const second = open.begin()
  for (let count = 0; count < 100; count += 1) {
    clock.now += 1
    open.use(first)
    open.begin()
  }
  expect(open.use(first)).not.toBeNull()
  expect(open.use(second)).toBeNull()
  const renewed = Array.from({ length: 100 }, () => open.renew(open.begin())!)
  expect(renewed.filter((key) => open.use(key) !== null)).toHaveLength(32)
  const key = open.begin()
  const many = Array.from({ length: 100 }, () => open.renew(key) ?? '')
  expect(many.filter((each) => each !== '' && open.use(each) !== null).length).toBeLessThanOrEqual(8)
})
