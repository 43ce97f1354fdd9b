import { useState } from 'react'
import { attempt } from '../../state/notices.ts'
import { trustProject } from '../../state/project.ts'

/** Asked once per folder, before anything in it is run. */
export function TrustStrip({ dir }: { readonly dir: string }) {
  const [explained, setExplained] = useState(false)
  return (
    <section className="trust" aria-label="Trust">
      <p>
        Do you trust the authors of the files in this folder? Mebi runs programs only from folders you trust.
      </p>
      {explained && (
        <p className="quiet small selectable">
          Profiling runs the program with your rights: it can read, change and send whatever you can. Until
          you trust the folder, Mebi reads its files and shows them, and starts neither its programs nor its
          interpreters. <span className="code">{dir}</span>
        </p>
      )}
      <div className="trust-actions">
        <button type="button" className="button primary" onClick={() => attempt(trustProject())}>
          Trust this folder
        </button>
        <button
          type="button"
          className="button plain"
          aria-expanded={explained}
          onClick={() => setExplained(!explained)}
        >
          Details
        </button>
      </div>
    </section>
  )
}
