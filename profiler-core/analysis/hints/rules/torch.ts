import type { Node } from '../python/ast.ts'
import type { Module } from '../python/module.ts'
import { enclosing, everything, loopOf, methodCall, onlyArgument } from '../python/shape.ts'
import type { Context, Edit, Rule } from '../rule.ts'

/** A model that is only asked, in a loop that records what would be needed to train it. */
export const torchWithoutNoGrad: Rule = {
  id: 'torch-without-no-grad',
  *find(context) {
    const { module, scope, numbers } = context
    if (!module.uses('torch') || hasGradients(scope.node, module)) return
    for (const node of scope.nodes) {
      if (node.kind !== 'call' || node.func.kind !== 'name' || !isModel(node.func.id, context)) continue
      const loop = loopOf(node)
      if (loop === null || enclosing(loop, 'for') !== null) continue
      const torch = module.importedAs('torch') ?? 'torch'
      yield {
        at: node,
        stakeBytes: numbers.growthWithin(loop),
        title: `\`${node.func.id}\` is only asked here, but PyTorch keeps every step, to be able to train it.`,
        explanation:
          'Each result holds the graph of the computation that led to it, with all intermediate tensors. Under ' +
          '`inference_mode` (or `no_grad`) none is recorded. Not where `backward()` is called on something that comes of it.',
        change: indented(loop, `with ${torch}.inference_mode():`, module),
        shown: [node],
      }
    }
  },
}

/** `total += loss`: the sum holds the graph of every round. */
export const lossKeptWithGraph: Rule = {
  id: 'loss-kept-with-graph',
  *find({ module, scope, numbers }) {
    if (!module.uses('torch')) return
    for (const back of scope.nodes) {
      const trained = methodCall(back, 'backward')
      const loop = trained && loopOf(back)
      if (!trained || !loop || trained.owner.kind !== 'name') continue
      const { id } = trained.owner
      for (const use of scope.appearances(id)) {
        if (use.use !== 'load' || use.from < loop.from || use.to > loop.to || !isKept(use)) continue
        yield {
          at: use,
          stakeBytes: numbers.growthWithin(loop),
          title: `What is collected of \`${id}\` holds the graph of every round.`,
          explanation:
            `\`${id}\` is a tensor that knows how it came about. Adding it up, or collecting it, keeps all of that alive. ` +
            '`item()` gives the number alone (`detach()` the tensor, without its graph). Not where `backward()` is called on the sum.',
          change: [{ from: use.to, to: use.to, text: '.item()' }],
        }
      }
    }
  },
}

/** Whether gradients are wanted, or switched off already. */
function hasGradients(node: Node, module: Module): boolean {
  for (const each of everything(node)) {
    if (
      each.kind === 'attribute' &&
      /^(backward|no_grad|inference_mode|set_grad_enabled|grad)$/.test(each.attr)
    )
      return true
    if (each.kind === 'name' && /(^|\.)(no_grad|inference_mode)$/.test(module.pathOf(each) ?? '')) return true
  }
  return false
}

/** What is put into evaluation mode here is a model. */
function isModel(id: string, { scope }: Context): boolean {
  return scope.appearances(id).some(({ parent }) => parent?.kind === 'attribute' && parent.attr === 'eval')
}

/** `total += loss`, `losses.append(loss)`. */
function isKept(use: Node): boolean {
  const { parent } = use
  if (parent?.kind === 'update') return parent.op === '+=' && parent.value === use
  return parent?.kind === 'call' && methodCall(parent, 'append') !== null && onlyArgument(parent) === use
}

function indented(loop: Node, header: string, module: Module): Edit[] {
  const indent = module.text.slice(module.lines.startOf(loop.line), loop.from)
  const edits: Edit[] = []
  for (let line = loop.line; line <= loop.lastLine; line++) {
    const at = module.lines.startOf(line)
    const above = line === loop.line ? `${indent}${header}\n` : ''
    edits.push({ from: at, to: at, text: `${above}    ` })
  }
  return edits
}
