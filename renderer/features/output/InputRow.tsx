import { useState } from 'react'
import { api } from '../../api/index.ts'
import { attempt } from '../../state/notices.ts'
import { echoInput } from '../../state/output.ts'

/** A line for the program's standard input. */
export function InputRow({ run }: { readonly run: string }) {
  const [text, setText] = useState('')
  const [hasEnded, setEnded] = useState(false)
  const send = async () => {
    await api.call('runs.input', { key: run, text: `${text}\n` })
    echoInput(run, `${text}\n`)
    setText('')
  }
  const end = async () => {
    await api.call('runs.input', { key: run, text: null })
    setEnded(true)
  }
  return (
    <form
      className="output-input"
      onSubmit={(event) => {
        event.preventDefault()
        attempt(send())
      }}
    >
      <span className="code quiet" aria-hidden>
        &gt;
      </span>
      <input
        className="code"
        aria-label="Input for the program"
        placeholder={hasEnded ? 'The input has ended.' : 'Input for the program; Enter sends the line'}
        disabled={hasEnded}
        spellCheck={false}
        autoComplete="off"
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <button
        type="button"
        className="button plain"
        title="Tells the program that no more input comes (end of file)"
        disabled={hasEnded}
        onClick={() => attempt(end())}
      >
        End input
      </button>
    </form>
  )
}
