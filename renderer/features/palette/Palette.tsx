import { Dialog } from '@base-ui/react/dialog'
import { Command } from 'cmdk'
import { useRef, useState } from 'react'
import { closeDialog } from '../../state/dialogs.ts'
import { useProject } from '../../state/project.ts'
import { CommandItems } from './CommandItems.tsx'
import { FunctionItems } from './FunctionItems.tsx'
import './palette.css'

/** Before what is typed, it says that commands are meant. */
const COMMANDS = '>'

/** Goes to any function or file, or, after a `>`, does anything that can be done. */
export function Palette({ mode }: { readonly mode: 'commands' | 'functions' }) {
  const [text, setText] = useState(mode === 'commands' ? COMMANDS : '')
  const hasProject = useProject(({ project }) => project !== null)
  const isCommands = text.startsWith(COMMANDS) || !hasProject
  const query = (isCommands ? text.replace(/^>/, '') : text).trim()
  // What Enter takes: always the first of what was found, which may come after what was typed.
  const [chosen, setChosen] = useState('')
  const hasGone = useRef(false)
  return (
    <Dialog.Root open onOpenChange={(open) => !open && closeDialog()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="dialog-backdrop palette-backdrop" />
        <Dialog.Popup
          className="palette popup"
          // Who goes to a function acts on it next, and not on what had the focus before.
          finalFocus={() => !hasGone.current}
        >
          <Dialog.Title className="unseen">
            {isCommands ? 'All commands' : 'Go to function or file'}
          </Dialog.Title>
          <Command
            shouldFilter={false}
            loop
            value={chosen}
            onValueChange={setChosen}
            label={isCommands ? 'Commands' : 'Functions and files'}
          >
            <Command.Input
              className="palette-input"
              placeholder="Function or file; > for commands"
              autoFocus
              value={text}
              onValueChange={setText}
            />
            <Command.List className="palette-list" label={isCommands ? 'Commands' : 'Functions and files'}>
              {isCommands ? (
                <CommandItems query={query} onFound={setChosen} />
              ) : (
                <FunctionItems
                  query={query}
                  onFound={setChosen}
                  onGo={() => {
                    hasGone.current = true
                  }}
                />
              )}
            </Command.List>
          </Command>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
