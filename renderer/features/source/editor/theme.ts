import { useTheme } from '../../../state/theme.ts'
import { token } from '../heatStyles.ts'
import { editor } from './monaco.ts'

/** Draws editors in the theme of the window, now and whenever it changes. Returns what ends it. */
export function followEditorTheme(): () => void {
  apply()
  return useTheme.subscribe(apply)
}

function apply(): void {
  const { theme } = useTheme.getState()
  const name = `mebi-${theme}`
  editor.defineTheme(name, themeData(theme))
  editor.setTheme(name)
}

function themeData(theme: 'dark' | 'light'): editor.IStandaloneThemeData {
  const rule = (scope: string, name: string, fontStyle?: string) => ({
    token: scope,
    foreground: hex(name).slice(1),
    ...(fontStyle === undefined ? {} : { fontStyle }),
  })
  return {
    base: theme === 'dark' ? 'vs-dark' : 'vs',
    inherit: false,
    rules: [
      rule('', '--text'),
      rule('comment', '--code-comment', 'italic'),
      rule('keyword', '--code-keyword'),
      rule('string', '--code-string'),
      rule('number', '--code-number'),
      rule('tag', '--code-decorator'),
    ],
    colors: colours(),
  }
}

function colours(): Record<string, string> {
  const [ground, text, quiet, line, accent, bad] = [
    hex('--ground'),
    hex('--text'),
    hex('--text-quiet'),
    hex('--line'),
    hex('--accent'),
    hex('--bad'),
  ]
  return {
    'editor.background': ground,
    'editor.foreground': text,
    'editorLineNumber.foreground': quiet,
    'editorLineNumber.activeForeground': hex('--text-strong'),
    'editorGutter.background': ground,
    'editorCursor.foreground': accent,
    'editor.selectionBackground': `${accent}50`,
    'editor.inactiveSelectionBackground': `${accent}30`,
    'editor.wordHighlightBackground': `${accent}28`,
    'editor.wordHighlightTextBackground': `${accent}28`,
    'editor.findMatchBackground': `${accent}70`,
    'editor.findMatchHighlightBackground': `${accent}38`,
    'editor.lineHighlightBorder': '#00000000',
    'editor.lineHighlightBackground': '#00000000',
    // Colour means memory here: brackets have none of their own.
    ...Object.fromEntries(
      [1, 2, 3, 4, 5, 6].map((level) => [`editorBracketHighlight.foreground${level}`, text]),
    ),
    'editorBracketHighlight.unexpectedBracket.foreground': text,
    'editorBracketMatch.background': `${accent}28`,
    'editorBracketMatch.border': '#00000000',
    'editorUnicodeHighlight.border': bad,
    'editorUnicodeHighlight.background': `${bad}30`,
    'editorIndentGuide.background1': line,
    'editorIndentGuide.activeBackground1': quiet,
    'editorOverviewRuler.border': '#00000000',
    'editorStickyScroll.background': ground,
    'editorStickyScroll.border': line,
    'editorStickyScrollHover.background': hex('--hover'),
    'editorStickyScroll.shadow': '#00000000',
    'scrollbar.shadow': '#00000000',
    'scrollbarSlider.background': `${quiet}40`,
    'scrollbarSlider.hoverBackground': `${quiet}60`,
    'scrollbarSlider.activeBackground': `${quiet}80`,
    // What was edited has the accent's colour and what is gone is grey: growth and release have the others.
    'diffEditor.insertedLineBackground': `${accent}20`,
    'diffEditor.insertedTextBackground': `${accent}2c`,
    'diffEditor.removedLineBackground': `${quiet}20`,
    'diffEditor.removedTextBackground': `${quiet}2c`,
    'diffEditor.diagonalFill': line,
    'diffEditor.border': line,
    'minimap.background': ground,
    'minimapSlider.background': `${quiet}28`,
    'minimapSlider.hoverBackground': `${quiet}40`,
    'minimapSlider.activeBackground': `${quiet}50`,
    'editorWidget.background': hex('--raised'),
    'editorWidget.foreground': text,
    'editorWidget.border': line,
    'input.background': ground,
    'input.foreground': text,
    'input.border': line,
    'input.placeholderForeground': quiet,
    'inputOption.activeBackground': hex('--selected'),
    'inputOption.activeBorder': accent,
    'inputOption.activeForeground': hex('--text-strong'),
    'menu.background': hex('--raised'),
    'menu.foreground': text,
    'menu.selectionBackground': hex('--selected'),
    'menu.selectionForeground': hex('--text-strong'),
    'menu.separatorBackground': line,
    'menu.border': line,
    focusBorder: accent,
    'icon.foreground': quiet,
    'widget.shadow': '#00000030',
  }
}

const canvas = document.createElement('canvas')
canvas.width = 1
canvas.height = 1

/** A colour token in the one notation that Monaco reads. */
function hex(name: string): string {
  const context = canvas.getContext('2d', { willReadFrequently: true })
  if (context === null) return '#808080'
  context.fillStyle = token(name)
  context.fillRect(0, 0, 1, 1)
  const [red = 0, green = 0, blue = 0] = context.getImageData(0, 0, 1, 1).data
  return `#${[red, green, blue].map((part) => part.toString(16).padStart(2, '0')).join('')}`
}
