import process from 'node:process'
import { Menu, type MenuItemConstructorOptions } from 'electron'

type Template = MenuItemConstructorOptions[]

/** Sets the menu of the app. What the page does is handed to it, by the id of its command. */
export function setMenu(command: (id: string) => void): void {
  // The keys are the page's own, which knows where the focus is; they only stand here.
  const item = (label: string, id: string, accelerator: string): MenuItemConstructorOptions => ({
    label,
    accelerator,
    registerAccelerator: false,
    click: () => command(id),
  })
  const template: Template = [
    ...(process.platform === 'darwin' ? [{ role: 'appMenu' } as const] : []),
    {
      label: '&File',
      submenu: [
        item('Open Folder…', 'openFolder', 'CmdOrCtrl+O'),
        { type: 'separator' },
        { role: process.platform === 'darwin' ? 'close' : 'quit' },
      ],
    },
    { role: 'editMenu' },
    {
      label: '&Run',
      submenu: [item('Run', 'run', 'F5'), item('Stop', 'stop', 'Shift+F5')],
    },
    {
      label: '&View',
      submenu: [
        item('Command Palette…', 'openPalette', 'CmdOrCtrl+Shift+P'),
        item('Go to Function or File…', 'quickOpen', 'CmdOrCtrl+P'),
        { type: 'separator' },
        item('Files', 'toggleLeft', 'CmdOrCtrl+B'),
        item('Panel', 'togglePanel', 'CmdOrCtrl+J'),
        item('Runs', 'toggleRight', 'CmdOrCtrl+Alt+B'),
        { type: 'separator' },
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { role: 'togglefullscreen' },
        { type: 'separator' },
        { role: 'toggleDevTools' },
      ],
    },
    { role: 'windowMenu' },
  ]
  Menu.setApplicationMenu(Menu.buildFromTemplate(template))
}
