import { create } from 'zustand'
import type { RunRequest } from '../../profiler-core/contract/index.ts'

/** What a run is to watch, as it is named where it is remembered. */
export interface RunSubject {
  /** `FILE:NAME`, `FILE`, a folder, or several of them joined. */
  readonly subject: string
  /** What the form is headed with: `load`, `train.py`, `3 functions`. */
  readonly title: string
  /** The file that the form proposes to run; `null` where there is none. */
  readonly file: string | null
  /** `FILE:NAME` of each function to watch; `null` for every function of the project. */
  readonly names: readonly string[] | null
}

export type Dialog =
  /** `request`: the settings to begin with, in place of those that are remembered. */
  | { readonly kind: 'run'; readonly subject: RunSubject; readonly request?: RunRequest }
  | { readonly kind: 'palette'; readonly mode: 'commands' | 'functions' }
  | { readonly kind: 'folder' }
  | { readonly kind: 'keys' }
  | { readonly kind: 'describe'; readonly id: number; readonly field: 'label' | 'note' }
  /** The runs whose data is said. */
  | { readonly kind: 'data'; readonly ids: readonly number[] }
  | { readonly kind: 'cleanUp' }
  /** `id`: the run that another one is to be chosen for. */
  | { readonly kind: 'compareWith'; readonly id: number }

/** What stands before everything else, one at a time. */
export const useDialog = create<{ dialog: Dialog | null }>(() => ({ dialog: null }))

export function openDialog(dialog: Dialog): void {
  useDialog.setState({ dialog })
}

export function closeDialog(): void {
  useDialog.setState({ dialog: null })
}
