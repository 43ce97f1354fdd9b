import type { ElementType, Key, ReactElement } from 'react'
import * as react from 'react/jsx-runtime'
import { visible } from '../../../profiler-core/report/visible.ts'

// What the JSX of all our components compiles to (tsconfig.renderer.json, build/vite.renderer.config.ts). Names, paths,
// sentences and lines are other people's text, and stand everywhere: here is the one place through which all of it goes
// before it is an element of the page, so that no component can forget that some characters are not seen.

export { Fragment, type JSX } from 'react/jsx-runtime'

/** Attributes that are read, by people or to them. */
const READ = ['title', 'aria-label', 'aria-description', 'aria-valuetext', 'alt', 'placeholder'] as const

type Props = Readonly<Record<string, unknown>>

export function jsx(type: ElementType, props: Props, key?: Key): ReactElement {
  return react.jsx(type, shown(props), key)
}

export function jsxs(type: ElementType, props: Props, key?: Key): ReactElement {
  return react.jsxs(type, shown(props), key)
}

/** Of components too: those of libraries make elements that do not come through here. */
function shown(props: Props): Props {
  let made = props
  const set = (name: string, value: unknown) => {
    if (value !== props[name]) made = { ...made, [name]: value }
  }
  set('children', shownChild(props['children']))
  for (const name of READ) set(name, shownChild(props[name]))
  return made
}

function shownChild(child: unknown): unknown {
  if (typeof child === 'string') return visible(child)
  if (!Array.isArray(child)) return child
  const children = child.map(shownChild)
  return children.some((each, index) => each !== child[index]) ? children : child
}
