// Writes out/notices/THIRD-PARTY-NOTICES.md: the licences of all that the bundles hold of others, which ask for it.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const at = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url))
const read = (path) => readFileSync(at(path), 'utf8')

/** What is shipped beside the bundles, of whose code alone vite tells: a binary and a font. */
const beside = ['better-sqlite3', '@fontsource-variable/jetbrains-mono']
/** Notices that a package passes on, of what is in it. */
const passedOn = { 'monaco-editor': 'ThirdPartyNotices.txt' }

/** Where vite leaves the list of what is in a bundle. */
export const LIST = 'licenses.json'

/** Reads the lists of these bundles, folders of out/, and removes them. */
export function writeNotices(bundles) {
  const bundled = bundles.flatMap((name) => JSON.parse(read(`out/${name}/${LIST}`)))
  for (const name of bundles) rmSync(at(`out/${name}/${LIST}`))
  const all = new Map(
    [...bundled, ...beside.map(licenseOf)].map((each) => [`${each.name} ${each.version}`, each]),
  )
  const parts = [...all].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, each]) => notice(each))
  parts.push(CODICONS)
  mkdirSync(at('out/notices'), { recursive: true })
  writeFileSync(
    at('out/notices/THIRD-PARTY-NOTICES.md'),
    `# Software of others in Mebi\n\n${parts.join('\n')}`,
  )
}

function licenseOf(name) {
  const { version, license } = JSON.parse(read(`node_modules/${name}/package.json`))
  return { name, version, identifier: license, text: read(`node_modules/${name}/LICENSE`).trim() }
}

const CODICONS = `The icons of monaco-editor (codicon.ttf) are by Microsoft Corporation, under the Creative Commons Attribution 4.0
International Public License (https://creativecommons.org/licenses/by/4.0/): https://github.com/microsoft/vscode-codicons
`

function notice({ name, version, identifier, text = standardText(name, identifier) }) {
  const further = passedOn[name] ? `\n${read(`node_modules/${name}/${passedOn[name]}`).trim()}\n` : ''
  return `## ${name} ${version} (${identifier})\n\n${text}\n${further}`
}

/** Of a package that names its licence, but has left the text out. */
function standardText(name, identifier) {
  const { author } = JSON.parse(read(`node_modules/${name}/package.json`))
  const holder = typeof author === 'string' ? author : author?.name
  if (identifier !== 'MIT' || !holder)
    throw new Error(`${name} (${identifier}) comes without the text of its licence`)
  return `Copyright (c) ${holder}\n\n${MIT}`
}

/** As on https://opensource.org/license/mit, after the line that names the holder. */
const MIT = `Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files (the "Software"), to deal in the Software without restriction, including without limitation the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`
