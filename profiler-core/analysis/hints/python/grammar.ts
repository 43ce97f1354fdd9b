import type { SyntaxNode } from '@lezer/common'
import type { PlainKind } from './ast.ts'

/** Grammar nodes that bind or hold nothing of interest but their parts. */
export const plainKinds: Readonly<Record<string, PlainKind>> = {
  Script: 'module',
  ExpressionStatement: 'expression',
  ReturnStatement: 'return',
  YieldStatement: 'yield',
  YieldExpression: 'yield',
  WhileStatement: 'while',
  IfStatement: 'if',
  TryStatement: 'try',
  DeleteStatement: 'delete',
  ScopeStatement: 'scope',
  AwaitExpression: 'await',
  LambdaExpression: 'lambda',
  ConditionalExpression: 'conditional',
  UnaryExpression: 'unary',
}

export const displays = {
  ArrayExpression: 'list',
  TupleExpression: 'tuple',
  SetExpression: 'set',
  DictionaryExpression: 'dict',
} as const

export const comprehensions = {
  ArrayComprehensionExpression: 'list',
  SetComprehensionExpression: 'set',
  DictionaryComprehensionExpression: 'dict',
  ComprehensionExpression: 'generator',
} as const

/** The direct parts of a node, comments left out. */
export function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = []
  for (let child = node.firstChild; child !== null; child = child.nextSibling) {
    if (child.name !== 'Comment') children.push(child)
  }
  return children
}

/** Whether it is more than a keyword, an operator or a mark. */
export function isPart({ name, type }: SyntaxNode): boolean {
  return (type.isError || isLiteral(name) || /^[A-Z]/.test(name)) && !marks.has(name)
}

const marks = new Set([
  'AssignOp',
  'UpdateOp',
  'ArithOp',
  'BitOp',
  'CompareOp',
  'LogicOp',
  'At',
  'PropertyName',
])
const literals = new Set([
  'Number',
  'String',
  'FormatString',
  'ContinuedString',
  'None',
  'Boolean',
  'Ellipsis',
])

export function isLiteral(name: string): boolean {
  return literals.has(name)
}

export function isKeyOf<T extends object>(table: T, key: string): key is Extract<keyof T, string> {
  return Object.hasOwn(table, key)
}

/** What stands between marks of a kind. */
export function splitBy(tokens: readonly SyntaxNode[], mark: string): SyntaxNode[][] {
  const groups: SyntaxNode[][] = [[]]
  for (const token of tokens) {
    if (token.name === mark) groups.push([])
    else groups.at(-1)?.push(token)
  }
  return groups
}

/** Stretches that each begin with a mark of a kind, without it. */
export function splitBefore(tokens: readonly SyntaxNode[], mark: string): SyntaxNode[][] {
  return splitBy(tokens, mark).slice(1)
}
