import { app, type Session, type WebContents } from 'electron'
import { isOurs } from './origin.ts'

/** Hosts whose pages Mebi may show in the system's browser. */
const EXTERNAL_HOSTS: ReadonlySet<string> = new Set(['docs.python.org', 'github.com'])

/** The clipboard takes plain text from our page, after a click or a key: `Copy`. Everything else is denied. */
const ALLOWED = 'clipboard-sanitized-write'

/** Before the app is ready: every page that it will ever have is confined. */
export function confinePages(): void {
  // Where Chromium's sandbox had to be switched off, as for root, its processes do not start when it is demanded.
  if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox()
  app.on('web-contents-created', (_event, contents) => confine(contents))
}

function confine(contents: WebContents): void {
  const prevent = (event: { preventDefault: () => void }) => event.preventDefault()
  contents.on('will-navigate', prevent)
  contents.on('will-redirect', prevent)
  contents.on('will-attach-webview', prevent)
  contents.setWindowOpenHandler(() => ({ action: 'deny' }))
}

/** Denies what pages ask for: camera, location, notifications and the like. */
export function denyPermissions(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, decide, { requestingUrl }) =>
    decide(isAllowed(permission, requestingUrl)),
  )
  session.setPermissionCheckHandler((_contents, permission, origin) => isAllowed(permission, origin))
}

function isAllowed(permission: string, url: string): boolean {
  return permission === ALLOWED && isOurs(url)
}

/** Whether a page may have this address shown in the system's browser. */
export function mayOpen(address: string): boolean {
  try {
    const url = new URL(address)
    const plain = url.username === '' && url.password === '' && url.port === ''
    return url.protocol === 'https:' && plain && EXTERNAL_HOSTS.has(url.hostname)
  } catch {
    return false
  }
}
