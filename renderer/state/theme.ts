import { create } from 'zustand'
import { useLayout } from './layout.ts'

/** The theme that is drawn. */
export const useTheme = create<{ theme: 'dark' | 'light' }>(() => ({ theme: 'dark' }))

const systemIsDark = window.matchMedia('(prefers-color-scheme: dark)')

/** Follows the person's choice, or the system's. */
export function followTheme(): void {
  const apply = () => {
    const { theme: wanted } = useLayout.getState()
    const theme = wanted === 'system' ? (systemIsDark.matches ? 'dark' : 'light') : wanted
    document.documentElement.dataset['theme'] = theme
    useTheme.setState({ theme })
  }
  apply()
  systemIsDark.addEventListener('change', apply)
  useLayout.subscribe(apply)
}
