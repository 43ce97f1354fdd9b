import { lstat } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Interpreter } from '../../contract/index.ts'
import { isScript } from './places/path.ts'
import type { Candidate, Machine } from './places/place.ts'
import { type ProbeAnswer, type ProbeOutcome, probe } from './probe.ts'
import { objectionTo } from './safety/unasked.ts'

/** Why an interpreter cannot be used: a code for programs, one sentence for people. */
export interface Problem {
  code: string
  sentence: string
}

export interface Assessment {
  interpreter: Interpreter
  problem: Problem | null
}

/** The code for one that others may have put there. */
export const FOREIGN = 'interpreter-foreign'
/** The oldest Python that the agent runs on. */
const LEAST = [3, 8] as const
const TIMEOUT_MS = 5000

export interface AssessOptions {
  agentDir: string
  cwd: string | undefined
  env: Machine['env']
}

/** Runs a candidate to learn what it is, unless others may have put it there. Never rejects. */
export async function assess(candidate: Candidate, options: AssessOptions): Promise<Assessment> {
  const foreign = foreignProblem(candidate, candidate.path, options)
  if (foreign !== null) return assessment(candidate, candidate.path, null, foreign)
  const outcome = await probe(candidate.path, [], { ...options, timeoutMs: TIMEOUT_MS })
  const answer = outcome.kind === 'answer' ? outcome.answer : null
  const path = await actualPath(candidate.path, answer)
  const problem = foreignProblem(candidate, path, options) ?? (await problemOf(candidate.path, outcome))
  return assessment(candidate, path, answer, problem)
}

function foreignProblem({ isNamed }: Candidate, path: string, options: AssessOptions): Problem | null {
  const sentence = isNamed === true ? null : objectionTo(path, options)
  return sentence === null ? null : { code: FOREIGN, sentence }
}

function assessment(
  candidate: Candidate,
  path: string,
  answer: ProbeAnswer | null,
  problem: Problem | null,
): Assessment {
  return {
    interpreter: {
      path,
      version: answer?.version ?? '',
      implementation: answer?.implementation ?? '',
      source: candidate.source,
      problem: problem?.sentence ?? null,
    },
    problem,
  }
}

/** The interpreter itself where the candidate is a stand-in, such as pyenv's, that chooses one by the folder it is in. */
async function actualPath(path: string, answer: ProbeAnswer | null): Promise<string> {
  return answer?.executable && (await isScript(path)) ? answer.executable : path
}

async function problemOf(path: string, outcome: ProbeOutcome): Promise<Problem | null> {
  switch (outcome.kind) {
    case 'answer':
      return problemOfAnswer(outcome.answer)
    case 'missing':
      return { code: 'interpreter-missing', sentence: await missingSentence(path) }
    case 'forbidden':
      return { code: 'interpreter-broken', sentence: 'This file is not a program that may be run.' }
    case 'timeout':
      return {
        code: 'interpreter-broken',
        sentence: `It did not say what it is within ${TIMEOUT_MS / 1000} seconds.`,
      }
    case 'other':
      return problemOfOther(path, outcome.detail)
  }
}

function problemOfAnswer({ version, implementation }: ProbeAnswer): Problem | null {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (major < LEAST[0] || (major === LEAST[0] && minor < LEAST[1])) {
    return {
      code: 'interpreter-too-old',
      sentence: `Python ${version} is too old: Mebi needs ${LEAST.join('.')} or newer.`,
    }
  }
  if (implementation !== 'cpython') {
    const name = { pypy: 'PyPy', graalpy: 'GraalPy' }[implementation] ?? implementation
    return { code: 'interpreter-not-cpython', sentence: `This is ${name}; Mebi needs CPython.` }
  }
  return null
}

async function missingSentence(path: string): Promise<string> {
  const isLink = await lstat(path).then(
    (info) => info.isSymbolicLink(),
    () => false,
  )
  return isLink ? 'The interpreter that this environment was made from is gone.' : 'There is no such file.'
}

function problemOfOther(path: string, detail: string): Problem {
  const because = detail === '' ? '.' : `: ${detail}`
  return /^(python|pypy)/i.test(basename(path))
    ? { code: 'interpreter-broken', sentence: `It does not start${because}` }
    : { code: 'interpreter-not-python', sentence: `This is not a Python interpreter${because}` }
}
