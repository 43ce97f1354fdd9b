import { basename, join, sep } from 'node:path'
import { type Candidate, namesIn, pythonsOf, type Surroundings, textOf } from './place.ts'

const INSTALLATIONS = ['miniconda3', 'anaconda3', 'miniforge3', 'mambaforge', 'micromamba', '.conda']

export interface CondaEnvironments {
  /** Those that belong to the project: inside it, or named by its `environment.yml`. */
  ofProject: Candidate[]
  others: Candidate[]
}

/** The conda environments of this machine, by the list that conda keeps and in the usual places. */
export async function conda({ projectDir, env, home, platform }: Surroundings): Promise<CondaEnvironments> {
  const listed = ((await textOf(join(home, '.conda', 'environments.txt'))) ?? '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
  const roots = [
    ...[env['CONDA_ROOT'], env['MAMBA_ROOT_PREFIX']].flatMap((root) => (root ? [root] : [])),
    ...INSTALLATIONS.map((name) => join(home, name)),
    ...(platform === 'win32' ? [] : ['/opt/conda', '/opt/miniconda3', '/opt/anaconda3']),
  ]
  const named = await Promise.all(
    roots.map(async (root) => [
      root,
      ...(await namesIn(join(root, 'envs'))).map((name) => join(root, 'envs', name)),
    ]),
  )
  const wanted = await wantedEnvironment(projectDir)
  const inside = [
    join(projectDir, '.conda'),
    ...listed.filter((prefix) => prefix.startsWith(projectDir + sep)),
  ]
  const prefixes = [...new Set([...inside, ...listed, ...named.flat()])]
  const isOfProject = (prefix: string) =>
    inside.includes(prefix) || prefix === wanted?.prefix || basename(prefix) === wanted?.name
  return {
    ofProject: await pythonsOf(
      prefixes
        .filter(isOfProject)
        .map((prefix) => ({ prefix, source: `conda environment ${basename(prefix)} of the project` })),
      platform,
    ),
    others: await pythonsOf(
      prefixes
        .filter((prefix) => !isOfProject(prefix))
        .map((prefix) => ({ prefix, source: `conda environment ${basename(prefix)}` })),
      platform,
    ),
  }
}

/** What the project's `environment.yml` calls its environment. */
async function wantedEnvironment(projectDir: string): Promise<{ name?: string; prefix?: string } | null> {
  const text =
    (await textOf(join(projectDir, 'environment.yml'))) ??
    (await textOf(join(projectDir, 'environment.yaml')))
  if (text === null) return null
  const value = (key: string) => new RegExp(`^${key}:\\s*["']?([^"'#\\s]+)`, 'm').exec(text)?.[1]
  const [name, prefix] = [value('name'), value('prefix')]
  return { ...(name !== undefined && { name }), ...(prefix !== undefined && { prefix }) }
}
