// The editor, and of what it can do only what reading needs. Nothing but this folder and the comparison's diff imports
// it: it is loaded when the first file is opened.
import 'monaco-editor/features/bracketMatching/register'
import 'monaco-editor/features/clipboard/register'
import 'monaco-editor/features/codeEditor/register'
import 'monaco-editor/features/codicon/register'
import 'monaco-editor/features/contextmenu/register'
import 'monaco-editor/features/find/register'
import 'monaco-editor/features/gotoLine/register'
import 'monaco-editor/features/longLinesHelper/register'
import 'monaco-editor/features/middleScroll/register'
import 'monaco-editor/features/readOnlyMessage/register'
import 'monaco-editor/features/smartSelect/register'
import 'monaco-editor/features/stickyScroll/register'
import 'monaco-editor/features/toggleTabFocusMode/register'
import 'monaco-editor/features/tokenization/register'
import 'monaco-editor/features/unicodeHighlighter/register'
import 'monaco-editor/features/wordHighlighter/register'
import 'monaco-editor/features/wordOperations/register'
import 'monaco-editor/languages/definitions/python/register'
// oxlint-disable-next-line import/default -- Vite makes it.
import EditorWorker from 'monaco-editor/editor/editor.worker?worker'

declare global {
  interface Window {
    MonacoEnvironment?: { readonly getWorker: () => Worker }
  }
}

window.MonacoEnvironment = { getWorker: () => new EditorWorker() }

export type { IDisposable, IPosition } from 'monaco-editor/editor'
export { editor, KeyCode, KeyMod, languages, Range } from 'monaco-editor/editor'
