import { describe, expect, test } from 'vitest'
import { statusOf } from '../../../profiler-core/run/ending.ts'

describe('how an ending is called', () => {
  const none = { exitCode: 0, signal: null, request: null, interrupted: false }
  test.each([
    [none, 'finished'],
    [{ ...none, exitCode: 3 }, 'failed'],
    [{ ...none, exitCode: null, signal: 'SIGSEGV' }, 'killed'],
    [{ ...none, exitCode: null, signal: 'SIGTERM', request: 'stop' as const }, 'stopped'],
    [{ ...none, request: 'stop' as const }, 'stopped'],
    [{ ...none, exitCode: null, signal: 'SIGKILL', request: 'limit' as const }, 'limit'],
    [{ ...none, exitCode: null, signal: 'SIGINT', interrupted: true }, 'stopped'],
    [{ ...none, exitCode: 130, interrupted: true }, 'stopped'],
    [{ ...none, exitCode: 1, interrupted: true }, 'failed'],
    [{ ...none, interrupted: true }, 'finished'],
    [{ ...none, exitCode: null, signal: 'SIGINT' }, 'killed'],
  ])('%o', (ending, status) => {
    expect(statusOf(ending)).toBe(status)
  })
})
