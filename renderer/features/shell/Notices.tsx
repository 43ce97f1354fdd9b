import { X } from 'lucide-react'
import { dismiss, type Notice, useNotices } from '../../state/notices.ts'
import { IconButton } from '../../ui/IconButton.tsx'
import './notices.css'

/** Messages in the corner that need no answer. */
export function Notices() {
  const notices = useNotices((state) => state.notices)
  return (
    <section className="notices" aria-label="Messages" aria-live="polite">
      {notices.map((notice) => (
        <NoticeBox key={notice.id} notice={notice} />
      ))}
    </section>
  )
}

function NoticeBox({ notice }: { readonly notice: Notice }) {
  const { id, tone, text, detail, action } = notice
  return (
    <div className={`notice popup ${tone}`} role={tone === 'error' ? 'alert' : 'status'}>
      <div className="notice-text selectable">
        <p>{text}</p>
        {detail !== null && <Detail text={detail} />}
      </div>
      {action !== null && (
        <button
          type="button"
          className="button"
          onClick={() => {
            dismiss(id)
            action.run()
          }}
        >
          {action.label}
        </button>
      )}
      <IconButton icon={X} label="Dismiss" onClick={() => dismiss(id)} />
    </div>
  )
}

/** A hint is a line; a stack trace hides until it is asked for. */
function Detail({ text }: { readonly text: string }) {
  if (!text.includes('\n')) return <p className="quiet small">{text}</p>
  return (
    <details>
      <summary className="quiet small">Details</summary>
      <pre className="code small">{text}</pre>
      <button type="button" className="button" onClick={() => void navigator.clipboard.writeText(text)}>
        Copy
      </button>
    </details>
  )
}
