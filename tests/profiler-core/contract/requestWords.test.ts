import { describe, expect, test } from 'vitest'
import {
  pathInProject,
  type RunRequest,
  targetWords,
  watchedWords,
} from '../../../profiler-core/contract/index.ts'

const words = (target: RunRequest['target'], cwd = '/home/ada/project') =>
  targetWords({ target, cwd, projectDir: '/home/ada/project' })

describe('what runs, in words', () => {
  test.each<[RunRequest['target'], string | undefined, string]>([
    [{ kind: 'script', path: 'train.py' }, undefined, 'train.py'],
    [{ kind: 'script', path: '/home/ada/project/train.py' }, '/', 'train.py'],
    [{ kind: 'script', path: '../train.py' }, '/home/ada/project/src', 'train.py'],
    [{ kind: 'script', path: './tools/../src/train.py' }, undefined, 'src/train.py'],
    [{ kind: 'script', path: '/elsewhere/train.py' }, undefined, '/elsewhere/train.py'],
    [{ kind: 'script', path: '/home/ada/project2/train.py' }, undefined, '/home/ada/project2/train.py'],
    [{ kind: 'script', path: 'train.py', call: ' fit(1,\n    2)\n' }, undefined, 'train.py: fit(1, 2)'],
    [{ kind: 'module', name: 'pkg.cli' }, undefined, '-m pkg.cli'],
  ])('%j in %s: %s', (target, cwd, expected) => {
    expect(words(target, cwd)).toBe(expected)
  })
})

test('a path is shortened below its project only', () => {
  expect(pathInProject('/p/a.py', '/p')).toBe('a.py')
  expect(pathInProject('/p/a.py', '/p/')).toBe('a.py')
  expect(pathInProject('/p/a.py', '/')).toBe('p/a.py')
  expect(pathInProject('/p', '/p')).toBe('/p')
  expect(pathInProject('/pq/a.py', '/p')).toBe('/pq/a.py')
  expect(pathInProject('C:\\p\\src\\a.py', 'C:\\p')).toBe('src\\a.py')
})

describe('what is watched, in words', () => {
  test.each<[RunRequest['watch'], string]>([
    [{ kind: 'auto' }, 'the script'],
    [{ kind: 'project' }, 'all functions'],
    [{ kind: 'functions', names: ['load', 'io.py:Loader.read'] }, 'load, Loader.read'],
    [{ kind: 'functions', names: ['/p/src/io.py:*', 'src/:*', '/:*'] }, 'all of io.py, all of src, all of /'],
    [{ kind: 'functions', names: ['a', 'b', 'c', 'd'] }, 'a, b, c, d'],
    [{ kind: 'functions', names: ['a', 'b', 'c', 'd', 'e', 'f'] }, 'a, b, c, d and 2 more'],
  ])('%j: %s', (watch, expected) => {
    expect(watchedWords({ watch })).toBe(expected)
  })
})
