import { editor } from './monaco.ts'

interface Entry {
  readonly file: string
  readonly text: string
  readonly model: editor.ITextModel
}

/** Texts that stay tokenised: to go back to one costs nothing. */
const KEPT = 8

/** One model for each text of a file, and the place in each file where a person left it. */
export class Models {
  #entries: Entry[] = []
  readonly #places = new Map<string, editor.ICodeEditorViewState>()
  #shown: Entry | null = null
  readonly #code: editor.IStandaloneCodeEditor

  constructor(code: editor.IStandaloneCodeEditor) {
    this.#code = code
  }

  isShown(file: string, text: string): boolean {
    return this.#shown?.file === file && this.#shown.text === text
  }

  /** Puts a text in front. `prepare` does what has to be there before the place is found again. */
  show(file: string, text: string, prepare: () => void): void {
    this.leave()
    const entry = this.#take(file, text)
    this.#shown = entry
    this.#code.setModel(entry.model)
    prepare()
    const place = this.#places.get(file)
    if (place === undefined) this.#code.setScrollTop(0)
    else this.#code.restoreViewState(place)
  }

  showNothing(): void {
    this.leave()
    this.#shown = null
    this.#code.setModel(null)
  }

  /** Remembers where the shown file stands. */
  leave(): void {
    const place = this.#shown === null ? null : this.#code.saveViewState()
    if (this.#shown !== null && place !== null) this.#places.set(this.#shown.file, place)
  }

  dispose(): void {
    for (const { model } of this.#entries) model.dispose()
  }

  #take(file: string, text: string): Entry {
    const known = this.#entries.find((each) => each.file === file && each.text === text)
    const entry = known ?? { file, text, model: editor.createModel(text, 'python') }
    this.#entries = [entry, ...this.#entries.filter((each) => each !== entry)]
    for (const old of this.#entries.splice(KEPT)) old.model.dispose()
    return entry
  }
}
