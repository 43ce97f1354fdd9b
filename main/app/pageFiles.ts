import { readFile, realpath } from 'node:fs/promises'
import { extname, join, sep } from 'node:path'
import { CONTENT_SECURITY_POLICY } from '../contentSecurityPolicy.ts'
import { HOST } from './origin.ts'

const TYPES: ReadonlyMap<string, string> = new Map([
  ['.css', 'text/css; charset=utf-8'],
  ['.html', 'text/html; charset=utf-8'],
  ['.ico', 'image/x-icon'],
  ['.js', 'text/javascript; charset=utf-8'],
  ['.json', 'application/json; charset=utf-8'],
  ['.png', 'image/png'],
  ['.svg', 'image/svg+xml'],
  ['.ttf', 'font/ttf'],
  ['.woff', 'font/woff'],
  ['.woff2', 'font/woff2'],
])

const HEADERS = { 'Content-Security-Policy': CONTENT_SECURITY_POLICY, 'X-Content-Type-Options': 'nosniff' }

/** Answers requests for the files of one folder, and of nothing else. */
export function pageFiles(folder: string): (request: Request) => Promise<Response> {
  return async ({ method, url }) => {
    if (method !== 'GET') return refusal(405)
    const file = await findFile(folder, url)
    if (file === null) return refusal(404)
    const type = TYPES.get(extname(file)) ?? 'application/octet-stream'
    try {
      return new Response(await readFile(file), { headers: { ...HEADERS, 'Content-Type': type } })
    } catch {
      return refusal(404)
    }
  }
}

function refusal(status: number): Response {
  return new Response(null, { status, headers: HEADERS })
}

/** The file that an address names; `null` where it is not one in the folder, links being followed. */
async function findFile(folder: string, address: string): Promise<string | null> {
  const { host, pathname } = new URL(address)
  if (host !== HOST) return null
  try {
    // What was encoded, such as a slash behind two dots, counts as what it stands for.
    const path = decodeURIComponent(pathname)
    const file = await realpath(join(folder, path === '/' ? 'index.html' : path))
    return file.startsWith(`${await realpath(folder)}${sep}`) ? file : null
  } catch {
    return null
  }
}
