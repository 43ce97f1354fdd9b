// The Node that everything but setup itself runs on, and a PATH on which it is found.
import { realpathSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { nodeIsTooOld, ownNode, root } from '../../bin/runtime.mjs'

/** Valid once the step `newerNode` is done. */
export function commandEnvironment() {
  const node = nodeIsTooOld() ? ownNode : process.execPath
  const env = { ...process.env }
  const name = Object.keys(env).find((key) => key.toUpperCase() === 'PATH') ?? 'PATH'
  const path = env[name] ?? ''
  const first = [join(root, 'node_modules', '.bin')]
  // A folder such as /usr/bin must not come first without need: it may hold another Python than the user's.
  if (!findsNode(path, node)) first.unshift(dirname(node))
  env[name] = [...first, path].filter(Boolean).join(delimiter)
  return { node, env }
}

function findsNode(path, node) {
  for (const folder of path.split(delimiter)) {
    try {
      const found = realpathSync(join(folder, process.platform === 'win32' ? 'node.exe' : 'node'))
      return found === realpathSync(node)
    } catch {
      // Not in this folder.
    }
  }
  return false
}
