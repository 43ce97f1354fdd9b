/** The address under which the app's page is served: a scheme of its own, which no other program answers. */
export const SCHEME = 'app'
export const HOST = 'mebi'
export const PAGE = `${SCHEME}://${HOST}/index.html`

/** Whether an address, or an origin, is one of the app's own page. */
export function isOurs(address: string): boolean {
  try {
    const { protocol, host } = new URL(address)
    return protocol === `${SCHEME}:` && host === HOST
  } catch {
    return false
  }
}
