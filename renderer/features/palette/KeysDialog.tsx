import { showKeys } from '../../commands/command.ts'
import { commands } from '../../commands/commands.ts'
import { closeDialog } from '../../state/dialogs.ts'
import { Dialog } from '../../ui/Dialog.tsx'
import './palette.css'

interface Key {
  readonly title: string
  readonly keys: readonly string[]
}

/** What the lists and trees do by themselves. */
const inLists: readonly Key[] = [
  { title: 'Move', keys: ['↑', '↓', 'Home', 'End'] },
  { title: 'Unfold, fold', keys: ['→', '←'] },
  { title: 'Open', keys: ['Enter'] },
  { title: 'Select several', keys: ['Space'] },
  { title: 'Menu', keys: ['Shift+F10'] },
  { title: 'Back', keys: ['Esc'] },
]

/** Every key there is. */
export function KeysDialog() {
  const everywhere = commands.flatMap(({ title, keys }) =>
    keys === undefined ? [] : [{ title, keys: [keys] }],
  )
  return (
    <Dialog
      isLong
      title="Keyboard shortcuts"
      className="keys-dialog"
      footer={
        <button type="button" className="button" onClick={closeDialog}>
          Close
        </button>
      }
    >
      <div className="keys-columns">
        <KeyTable caption="Everywhere" keys={everywhere} />
        <KeyTable caption="In lists and trees" keys={inLists} />
      </div>
    </Dialog>
  )
}

function KeyTable({ caption, keys }: { readonly caption: string; readonly keys: readonly Key[] }) {
  return (
    <table className="keys-table">
      <caption>{caption}</caption>
      <tbody>
        {keys.map(({ title, keys: all }) => (
          <tr key={title}>
            <th scope="row">{title.replace(/\.\.\.$/, '')}</th>
            <td>
              {all.map((each) => (
                <kbd key={each} className="keys">
                  {showKeys(each)}
                </kbd>
              ))}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
