import { protocol, type Session } from 'electron'
import { SCHEME } from './origin.ts'
import { pageFiles } from './pageFiles.ts'

/** Before the app is ready: makes the scheme of the app's page one with origins, like https. */
export function registerScheme(): void {
  const privileges = { standard: true, secure: true, supportFetchAPI: true, codeCache: true }
  protocol.registerSchemesAsPrivileged([{ scheme: SCHEME, privileges }])
}

/** Serves the app's page out of a folder. */
export function servePage({ protocol: handlers }: Session, folder: string): void {
  handlers.handle(SCHEME, pageFiles(folder))
}
