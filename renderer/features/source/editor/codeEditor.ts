import { editor } from './monaco.ts'

/** Height of a line of code in pixels. */
export const LINE_HEIGHT = 20

/** Narrower than this, in pixels, the code needs the room of the minimap. */
export const MINIMAP_FROM = 900

/** A reader of Python: nothing can be typed into it. */
export function createCodeEditor(
  container: HTMLElement,
  overflow: HTMLElement,
): editor.IStandaloneCodeEditor {
  return editor.create(container, {
    ...editorOptions(overflow),
    model: null,
    minimap: {
      enabled: container.clientWidth >= MINIMAP_FROM,
      renderCharacters: false,
      maxColumn: 80,
      scale: 1,
      showSlider: 'mouseover',
    },
  })
}

/** How code looks and what can be done with it, wherever it is read. */
export function editorOptions(
  overflow: HTMLElement,
): editor.IEditorOptions & Pick<editor.IEditorConstructionOptions, 'overflowWidgetsDomNode'> {
  return {
    readOnly: true,
    domReadOnly: true,
    readOnlyMessage: { value: 'Mebi shows your source and leaves it as it is. Edit it in your editor.' },
    fontFamily: getComputedStyle(document.documentElement).getPropertyValue('--font-code'),
    fontSize: 13,
    lineHeight: LINE_HEIGHT,
    fontLigatures: false,
    automaticLayout: true,
    fixedOverflowWidgets: true,
    overflowWidgetsDomNode: overflow,
    glyphMargin: true,
    folding: false,
    lineDecorationsWidth: 8,
    lineNumbersMinChars: 4,
    renderLineHighlight: 'none',
    renderWhitespace: 'none',
    // Here a person decides whether to trust a program: what cannot be seen, and letters that only look like others, are
    // marked, in comments and strings too (https://trojansource.codes). Words all of other letters are how people write.
    renderControlCharacters: true,
    unicodeHighlight: {
      ambiguousCharacters: true,
      invisibleCharacters: true,
      nonBasicASCII: false,
      includeComments: true,
      includeStrings: true,
      allowedLocales: {},
    },
    unusualLineTerminators: 'off',
    guides: { indentation: false },
    matchBrackets: 'near',
    occurrencesHighlight: 'singleFile',
    stickyScroll: { enabled: true, maxLineCount: 3, scrollWithEditor: true },
    scrollBeyondLastLine: false,
    smoothScrolling: false,
    scrollbar: { verticalScrollbarSize: 12, horizontalScrollbarSize: 10, useShadows: false },
    overviewRulerLanes: 3,
    overviewRulerBorder: false,
    hover: { enabled: 'off' },
    codeLens: false,
    links: false,
    find: { addExtraSpaceOnTop: false, seedSearchStringFromSelection: 'selection' },
    dropIntoEditor: { enabled: false },
    dragAndDrop: false,
    wordWrap: 'off',
    padding: { top: 4, bottom: 24 },
  }
}
