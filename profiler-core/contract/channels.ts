/**
 * The channels between a page of the desktop app and its main process. Free of schemas, so that the preload script can
 * do without them.
 */
export const channels = {
  /** Name and input of a call of the core; answered with a `Result`. */
  call: 'mebi:call',
  /** The same for a call of the host. */
  host: 'mebi:host',
  /** A page was loaded, and hears events from now on. */
  ready: 'mebi:ready',
  /** A number and an event, to the page. */
  event: 'mebi:event',
  /** The number of an event that the page has taken. */
  taken: 'mebi:taken',
} as const
