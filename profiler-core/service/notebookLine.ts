import { join } from 'node:path'

/**
 * A line for a notebook's cell that has the Python package there, without installing anything: the one that lies beside the agent.
 * At the end of the path, so that an installed one comes first; magics stand at the beginnings of lines only, hence the call.
 */
export function notebookLine(agentDir: string): string {
  const folder = join(agentDir, '..', 'package')
  // JSON's escapes are Python's, too.
  return `import sys; sys.path.append(${JSON.stringify(folder)}); get_ipython().run_line_magic("load_ext", "mebi")`
}
