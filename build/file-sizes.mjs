// Fails when a source file has grown too long to read in one go:  node build/file-sizes.mjs FOLDER...
import { readdirSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'

const limit = 400
const types = new Set(['.ts', '.tsx', '.mjs', '.cjs', '.py', '.css'])

const tooLong = process.argv
  .slice(2)
  .flatMap(filesBelow)
  .map((file) => ({ file, lines: readFileSync(file, 'utf8').split('\n').length - 1 }))
  .filter(({ lines }) => lines > limit)

for (const { file, lines } of tooLong) {
  process.stdout.write(`${file} has ${lines} lines, more than ${limit}: split it\n`)
}
process.exitCode = tooLong.length > 0 ? 1 : 0

function filesBelow(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return path === join('tests', 'fixtures') ? [] : filesBelow(path)
    return types.has(extname(entry.name)) ? [path] : []
  })
}
