import type { OutlineItem, Parameter } from '../../../profiler-core/contract/index.ts'

/** In place of a value that only the person knows; Python reads it, too. */
export const PLACEHOLDER = '...'

/**
 * A statement that calls a function, with a placeholder for each argument that it needs: `load(path=...)`,
 * `Loader(...).load(...)`. A function within a function can only be reached by calling the outer one.
 */
export function callStatement(name: string, outline: readonly OutlineItem[]): string {
  const [reachable = name] = name.split('.<locals>')
  const item = find(outline, reachable)
  const call = callOf(reachable, item, outline)
  return item?.isAsync === true ? `import asyncio; asyncio.run(${call})` : call
}

function callOf(name: string, item: OutlineItem | undefined, outline: readonly OutlineItem[]): string {
  const className = name.slice(0, Math.max(0, name.lastIndexOf('.')))
  const method = name.slice(name.lastIndexOf('.') + 1)
  if (className === '') return `${name}${needed(item?.parameters ?? [])}`
  const [receiver, ...parameters] = item?.parameters ?? []
  if (receiver?.name === 'self') {
    const made = `${className}${needed(constructorParameters(className, outline))}`
    return method === '__init__' ? made : `${made}.${method}${needed(parameters)}`
  }
  // A class method gets its class by itself, a static method gets nothing.
  const isClassMethod = receiver?.name === 'cls'
  return `${name}${needed(isClassMethod ? parameters : (item?.parameters ?? []))}`
}

function constructorParameters(className: string, outline: readonly OutlineItem[]): readonly Parameter[] {
  return find(outline, `${className}.__init__`)?.parameters.slice(1) ?? []
}

function find(outline: readonly OutlineItem[], name: string): OutlineItem | undefined {
  return outline.find((item) => item.kind === 'function' && item.name === name)
}

function needed(parameters: readonly Parameter[]): string {
  const required = parameters.filter(
    ({ kind, default: value }) => value === null && (kind === 'positional' || kind === 'keyword'),
  )
  return `(${required.map(({ name }) => `${name}=${PLACEHOLDER}`).join(', ')})`
}

/** Name of the first parameter that still has a placeholder; `null` where none has. */
export function openParameter(statement: string): string | null {
  return /(\w+)=\.\.\.(?=[,)])/.exec(statement)?.[1] ?? null
}

/** Whether a source does something when it is run, rather than only being imported. */
export function runsByItself(text: string): boolean {
  return /^if\s+__name__\b/m.test(text) || /^[A-Za-z_][\w.]*\(.*\)\s*(#.*)?$/m.test(text)
}
