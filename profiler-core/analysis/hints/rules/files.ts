import type { Call, Name, Node } from '../python/ast.ts'
import { consumerOf } from '../python/consume.ts'
import type { Module } from '../python/module.ts'
import { enclosing, methodCall, named, onlyArgument, positional } from '../python/shape.ts'
import type { Context, Finding, Rule } from '../rule.ts'
import { headOf, onlyConsumer } from './iterated.ts'

/** `for line in file.readlines()`. */
export const readlinesOnlyIterated: Rule = {
  id: 'readlines-only-iterated',
  *find(context) {
    const { module, numbers } = context
    for (const { call, owner, consumer } of callsGoneThrough(context, 'readlines')) {
      if (call.args.length > 0 || fileOf(owner, context) === null) continue
      const file = module.slice(owner)
      yield {
        at: call,
        stakeBytes: numbers.rise(call),
        title: `\`readlines\` holds all lines of \`${file}\`, though they are only gone through once.`,
        explanation:
          'A file gives its lines one after the other by itself. Keep the list where the lines are needed again, or by ' +
          'their number.',
        change: [{ from: call.from, to: call.to, text: file }],
        shown: [headOf(consumer)],
      }
    }
  },
}

/** `file.read().splitlines()`, `text.split('\n')`: a list of all lines beside the text. */
export const textSplitIntoLines: Rule = {
  id: 'text-split-into-lines',
  *find(context) {
    for (const method of ['splitlines', 'split']) {
      for (const { call, owner, consumer } of callsGoneThrough(context, method)) {
        if (!splitsLines(call, method)) continue
        const read = methodCall(owner, 'read')
        if (read && read.call.args.length === 0 && fileOf(read.owner, context)) {
          yield linesOfFile(context, call, read.owner, consumer)
        } else if (owner.kind === 'name' && method === 'split')
          yield linesOfText(context, call, owner, consumer)
      }
    }
  },
}

function linesOfFile({ module, numbers }: Context, call: Call, file: Node, consumer: Node): Finding {
  const name = module.slice(file)
  return {
    at: call,
    stakeBytes: numbers.rise(call),
    title: `The whole of \`${name}\` is read and split, though its lines are only gone through once.`,
    explanation:
      'The text and the list of its lines are there at the same time. The file gives one line after the other by itself, ' +
      'each with its line end, hence `rstrip`. Keep the text where it is needed as a whole.',
    change: [{ from: call.from, to: call.to, text: `(line.rstrip('\\n') for line in ${name})` }],
    shown: [headOf(consumer)],
  }
}

function linesOfText({ module, numbers }: Context, call: Call, text: Node, consumer: Node): Finding {
  const name = module.slice(text)
  const expression = `(match.group() for match in re.finditer('^.*$', ${name}, re.M))`
  return {
    at: call,
    stakeBytes: numbers.rise(call),
    title: `All lines of \`${name}\` are held beside the text, though they are only gone through once.`,
    explanation:
      'Each line is a string of its own, with 49 bytes or more beside its characters. A regular expression finds one line ' +
      'after the other. Keep the list where the lines are needed again. Where the text comes from a file, go through the ' +
      'file itself.',
    change: [{ from: call.from, to: call.to, text: expression }],
    imports: ['import re'],
    shown: [headOf(consumer)],
  }
}

function splitsLines(call: Call, method: string): boolean {
  if (method === 'splitlines') return call.args.length === 0
  const separator = onlyArgument(call)
  return separator !== null && plainStringWithEscapes(separator) === '\\n'
}

function plainStringWithEscapes(node: Node): string | null {
  if (node.kind !== 'literal' || node.form !== 'string') return null
  return /^(['"])(.*)\1$/.exec(node.text)?.[2] ?? null
}

/** `digest.update(file.read())`, `target.write(source.read())`: blocks do. */
export const fileReadWhole: Rule = {
  id: 'file-read-whole',
  *find(context) {
    const { module, scope, numbers } = context
    for (const node of scope.nodes) {
      const read = methodCall(node, 'read')
      if (read === null || read.call.args.length > 0 || fileOf(read.owner, context) === null) continue
      const { parent } = node
      const taken = parent ? (methodCall(parent, 'update') ?? methodCall(parent, 'write')) : null
      if (taken === null || taken.call.parent?.kind !== 'expression' || onlyArgument(taken.call) !== node)
        continue
      const [file, taker] = [module.slice(read.owner), module.slice(taken.call.func)]
      const statement = taken.call.parent
      const indent = ' '.repeat(statement.from - module.lines.startOf(statement.line))
      yield {
        at: node,
        stakeBytes: numbers.rise(node),
        title: `\`${file}.read()\` takes in the whole file, only to hand it to \`${taker}\`.`,
        explanation:
          `\`${taker}\` does as well with one block after the other. \`shutil.copyfileobj\` does the same for copies. Not ` +
          'where the other side must have it in one piece.',
        change: [
          {
            from: statement.from,
            to: statement.to,
            text: `while block := ${file}.read(1 << 20):\n${indent}    ${taker}(block)`,
          },
        ],
      }
    }
  },
}

/** `json.load(file)` of which the elements are gone through once. */
export const jsonLoadedWhole: Rule = {
  id: 'json-loaded-whole',
  *find(context) {
    const { module, scope, numbers } = context
    for (const node of scope.nodes) {
      const callee = module.calleeOf(node)
      if (node.kind !== 'call' || (callee !== 'json.load' && callee !== 'json.loads')) continue
      const given = positional(node)?.[0]
      const consumer = given ? goneThrough(node, context) : null
      if (!given || consumer === null) continue
      const source = callee === 'json.load' ? given : (methodCall(given, 'read')?.owner ?? null)
      if (source === null) continue
      const file = module.slice(source)
      yield {
        at: node,
        stakeBytes: numbers.rise(node),
        title: `The whole of \`${file}\` becomes Python objects before the first of them is used.`,
        explanation:
          'Objects take several times the memory of their JSON text, and `json.load` reads that as a whole, too. Written ' +
          'with one value a line ("JSON lines"), a file can be read line by line, as shown. A large array that has to stay ' +
          `one is read element by element by the package ijson: \`ijson.items(${file}, 'item')\`. Not for what is needed as ` +
          'a whole.',
        change: [{ from: node.from, to: node.to, text: `(json.loads(line) for line in ${file})` }],
        shown: [headOf(consumer)],
      }
    }
  },
}

/** `pickle.loads(file.read())`: the bytes beside the objects. */
export const pickleReadWhole: Rule = {
  id: 'pickle-read-whole',
  *find(context) {
    const { module, scope, numbers } = context
    for (const node of scope.nodes) {
      if (node.kind !== 'call' || module.calleeOf(node) !== 'pickle.loads') continue
      const given = onlyArgument(node)
      const read = given && methodCall(given, 'read')
      if (!read || read.call.args.length > 0 || fileOf(read.owner, context) === null) continue
      const file = module.slice(read.owner)
      yield {
        at: node,
        // What is left behind is the objects; what was above them, the bytes.
        stakeBytes: numbers.spike(node),
        title: `The whole pickle of \`${file}\` is in memory beside the objects that are made of it.`,
        explanation:
          '`pickle.load` reads from the file as it goes. Where the objects are used one by one, write each with a ' +
          '`pickle.dump` of its own, and load them one by one, too.',
        change: [{ from: node.from, to: node.to, text: `pickle.load(${file})` }],
      }
    }
  },
}

/** `re.findall` of which the matches are gone through once. */
export const findallOnlyIterated: Rule = {
  id: 'findall-only-iterated',
  *find(context) {
    const { module, scope, numbers } = context
    for (const node of scope.nodes) {
      if (node.kind !== 'call' || node.func.kind !== 'attribute' || node.func.attr !== 'findall') continue
      const isModule = module.calleeOf(node) === 're.findall'
      const pattern = isModule ? node.args[0]?.value : compiledPattern(node.func.value, context)
      const consumer = goneThrough(node, context)
      // With groups `findall` gives those.
      if (!pattern || consumer === null || !/^r?(['"])[^()]*\1$/.test(module.slice(pattern))) continue
      const call = module.slice(node).replace('findall', 'finditer')
      yield {
        at: node,
        stakeBytes: numbers.rise(node),
        title: '`findall` holds all matches, though they are only gone through once.',
        explanation:
          '`finditer` finds one match after the other. Keep the list where the matches are needed again, or where they are ' +
          'counted.',
        change: [{ from: node.from, to: node.to, text: `(match.group() for match in ${call})` }],
        shown: [headOf(consumer)],
      }
    }
  },
}

/** `subprocess.check_output(...).splitlines()`. */
export const processOutputWhole: Rule = {
  id: 'process-output-whole',
  *find(context) {
    const { module, scope, numbers } = context
    for (const method of ['splitlines', 'split']) {
      for (const { call, owner, consumer } of callsGoneThrough(context, method)) {
        const run = origin(owner, context)
        if (!splitsLines(call, method) || run?.kind !== 'call') continue
        if (module.calleeOf(run) !== 'subprocess.check_output' || consumer.kind !== 'for') continue
        if (named(run, 'input') !== null || named(run, 'timeout') !== null) continue
        const args = run.args.map(
          ({ name, star, value }) => `${star}${name ? `${name}=` : ''}${module.slice(value)}`,
        )
        const line = scope.appearances('line').length > 0 ? 'text' : 'line'
        yield {
          at: run,
          stakeBytes: Math.max(numbers.rise(run), numbers.rise(call)),
          title:
            'The whole output of the command is held, and its lines beside it, though they are only gone through once.',
          explanation:
            'A pipe can be read line by line while the command writes. `check_output` also raises an exception when the ' +
            'command fails: look at `process.returncode` behind the block instead. Keep it where the output is short or ' +
            'needed as a whole.',
          change: [
            `with subprocess.Popen(${args.join(', ')}, stdout=subprocess.PIPE) as process:`,
            `    for ${line} in process.stdout:`,
            `        ${consumer.targets.map((each) => module.slice(each)).join(', ')} = ${line}.rstrip()`,
            '        ...',
          ].join('\n'),
          shown: [run, consumer.iter],
        }
      }
    }
  },
}

/** Calls of a method whose result is only gone through once, directly or by way of a variable. */
function* callsGoneThrough(context: Context, method: string) {
  for (const node of context.scope.nodes) {
    const found = methodCall(node, method)
    const consumer = found && goneThrough(node, context)
    if (found && consumer) yield { ...found, consumer }
  }
}

function goneThrough(node: Node, { module, scope }: Context): Node | null {
  const { parent } = node
  if (parent?.kind !== 'assign') return consumerOf(node, module)
  const [target] = parent.targets
  const variable = target?.kind === 'name' ? scope.variable(target.id) : null
  return variable ? onlyConsumer(variable, module) : null
}

/** The expression itself, or what the variable that it names is bound to, if it is used nowhere else. */
function origin(node: Node, { scope }: Context): Node | null {
  if (node.kind !== 'name') return node
  const variable = scope.variable(node.id)
  return variable?.uses.length === 1 ? variable.value : null
}

/** The `with open(...) as file` around, or the variable bound to `open(...)`, of a file's name. */
function fileOf(node: Node, { module, scope }: Context): Node | null {
  if (node.kind === 'call') return module.calleeOf(node) === 'open' ? node : null
  if (node.kind !== 'name') return null
  for (let block = enclosing(node, 'with'); block !== null; block = enclosing(block, 'with')) {
    const item = block.items.find(({ target }) => target === node.id)
    if (item) return opens(item.value, module) ? item.value : null
  }
  const variable = scope.variable(node.id)
  return variable !== null && opens(variable.value, module) ? variable.value : null
}

function opens(node: Node, module: Module): boolean {
  if (node.kind !== 'call') return false
  const callee = module.calleeOf(node)
  return (
    callee === 'open' || callee === 'gzip.open' || callee === 'io.open' || methodCall(node, 'open') !== null
  )
}

/** The pattern that a name was compiled from. */
function compiledPattern(node: Node, { module }: Context): Node | null {
  if (node.kind !== 'name') return null
  const stores = (module.names.get(node.id) ?? []).filter(({ use }: Name) => use === 'store')
  const owner = stores.length === 1 ? stores[0]?.parent : null
  if (owner?.kind !== 'assign' || module.calleeOf(owner.value) !== 're.compile') return null
  return owner.value.kind === 'call' ? (owner.value.args[0]?.value ?? null) : null
}
