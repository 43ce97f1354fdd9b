import { app, session } from 'electron'
import { hostCallsOf } from './hostCalls.ts'
import { InitialProject } from './initialProject.ts'
import { answerCalls, tellPage } from './ipc.ts'
import { isFirst, namedFolder, onHandover } from './launch.ts'
import { catchFaults, type Log, openLog } from './log.ts'
import { setMenu } from './menu.ts'
import { askWhileUnresponsive, reloadAfterCrashes } from './mishaps.ts'
import { Page } from './page.ts'
import { findPlaces, keepProfileIn, type Places } from './places.ts'
import { registerScheme, servePage } from './protocol.ts'
import { endInOrder } from './quit.ts'
import { confinePages, denyPermissions } from './security.ts'
import { appService, recover } from './service.ts'
import { focusWindow, openWindow } from './window.ts'

function main(): void {
  const places = findPlaces()
  keepProfileIn(places.own)
  const dir = namedFolder()
  if (!isFirst(dir)) {
    app.exit(0)
    return
  }
  const log = openLog(places.log)
  catchFaults(log, places.log)
  confinePages()
  registerScheme()
  app
    .whenReady()
    .then(() => start(places, dir, log))
    .catch((error: unknown) => {
      log.error(error)
      app.exit(1)
    })
}

function start(places: Places, dir: string | null, log: Log): void {
  denyPermissions(session.defaultSession)
  servePage(session.defaultSession, places.renderer)
  const service = appService(places, log)
  const window = openWindow(places, log)
  const page = new Page(window)
  const initial = new InitialProject(dir, page)

  answerCalls(page, service, hostCallsOf({ window, log, takeInitialProject: () => initial.take() }), log)
  tellPage(page, service, log)
  setMenu((id) => void page.send({ name: 'host.command', payload: { id } }))
  onHandover((handed) => {
    focusWindow(window)
    if (handed !== null) initial.hand(handed)
  })
  reloadAfterCrashes(window, log)
  askWhileUnresponsive(window, log)
  endInOrder({ window, service, log })
  recover(service, log)
}

main()
