import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

it('every package that is installed, on whatever system, has the hash that it must have', () => {
  const text = readFileSync(join(import.meta.dirname, '..', '..', 'package-lock.json'), 'utf8')
  const { packages } = JSON.parse(text) as { packages: Record<string, { integrity?: string }> }
  const names = Object.keys(packages).filter((name) => name !== '')
  expect(names.length).toBeGreaterThan(300)
  expect(names.filter((name) => packages[name]?.integrity?.startsWith('sha512-') !== true)).toEqual([])
})
