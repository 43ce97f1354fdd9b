import './styles/index.css'
import { createRoot } from 'react-dom/client'
import { App } from './App.tsx'
import { api } from './api/index.ts'
import { chooseFolder, enterDropped, enterProject, showRunning } from './commands/actions.ts'
import { runCommand } from './commands/commands.ts'
import { takeDrops } from './commands/drops.ts'
import { tellOfEnd } from './commands/ends.ts'
import { importRuns } from './commands/importRuns.ts'
import { listenToKeys } from './commands/keyboard.ts'
import { useAccess } from './state/access.ts'
import { catchUp, connect } from './state/connect.ts'
import { attempt, notifyError } from './state/notices.ts'
import { rememberedPlace, rememberPlace, returnTo } from './state/place.ts'
import { loadWelcome, useProject } from './state/project.ts'
import { followTheme } from './state/theme.ts'

followTheme()
listenToKeys()
takeDrops({
  open: (path) => attempt(path === null ? chooseFolder() : enterDropped(path)),
  takeIn: (files) => attempt(importRuns(files)),
})
connect((event) => {
  if (event.name === 'host.command') runCommand(event.payload.id)
  if (event.name === 'run.ended') tellOfEnd(event.payload.run)
  if (event.name === 'host.openProject') attempt(enterProject(event.payload.dir))
})
const container = document.getElementById('root')
if (container !== null) createRoot(container).render(<App />)
begin()
  .catch((error: unknown) => {
    // The page is nothing but that sentence then.
    if (!useAccess.getState().refused) notifyError(error)
  })
  .finally(() => {
    // For those who test and measure: from here on everything answers.
    performance.mark('mebi.ready')
    document.documentElement.dataset['ready'] = 'true'
  })

/** Opens what was named at the start, else what was open before this page was loaded again, else the welcome screen. */
async function begin(): Promise<void> {
  const named = await api.ask('host.initialProject', {})
  const place = rememberedPlace()
  const dir = named ?? place?.dir ?? null
  const opened = dir !== null && (await enterProject(dir))
  if (!opened) await loadWelcome()
  await catchUp()
  await showRunning()
  if (place !== null && place.dir === useProject.getState().project?.dir) {
    // What was shown may be gone: a run that was deleted elsewhere.
    await returnTo(place).catch(notifyError)
  }
  rememberPlace()
}
