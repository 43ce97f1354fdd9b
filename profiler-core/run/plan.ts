import type {
  Dataset,
  FunctionResult,
  GitState,
  HostInfo,
  InterpreterInfo,
  OutputChunk,
  RunDetail,
  RunRequest,
  RunStory,
  RunWarning,
  SourceFile,
  SourceLine,
  Timeline,
  ToWatch,
} from '../contract/index.ts'
import type { OutputPiece } from './output/outputPump.ts'

/** Everything that a run is started from. The part that depends on the program's language is made by `targets`. */
export interface RunPlan {
  request: RunRequest
  interpreter: InterpreterInfo
  /**
   * What starts the run whose files lie in `folder`: program and arguments, and what is to be set in `env`, the environment
   * that the program is to see.
   */
  start: (folder: string, env: NodeJS.ProcessEnv) => { words: string[]; env: Record<string, string> }
  /** Program and arguments that start a command on a terminal of its own, as `launch` speaks to it; not on Windows. */
  onTerminal: (command: readonly string[], options: TerminalOptions) => string[]
  /** Content of `spec.json` for a run folder. `lineBuffered`: whoever reads the output wants each line when it is written. */
  spec: (folder: string, lineBuffered: boolean) => string
  /** Content of `outlines.jsonl`. */
  outlines: string
  /** Rows of the table that the watched functions and their lines can take. */
  watchedRows: number
  /** Files in which something is watched, as they are now. */
  sources: SourceFile[]
  toWatch: ToWatch
  /** The file that is always shown, whatever was called; `null` where there is none. */
  main: string | null
  /** What is known to be said about the measurement before it begins. */
  warnings: RunWarning[]
  host: HostInfo
  git: GitState | null
  /** The data as it is before the program starts; `null` where none was named. */
  dataset: Dataset | null
}

/** Reads a source file as its language decodes it; `null` where it cannot be read. */
export type ReadSource = (file: string) => Promise<SourceFile | null>

export interface RunDeps {
  /** Mebi's data folder, absolute; made where it is missing. */
  dataDir: string
  /** What the program reads from: the host's own standard input, a pipe that the host writes, or nothing. */
  stdin: 'inherit' | 'pipe' | 'ignore'
  /** What of the program's streams is the person's terminal, and so one to the program too. With `stdin: 'inherit'` only. */
  terminal?: PersonsTerminal | null | undefined
  /** Hears of everything that happens. The program's output waits while a promise that this returned is pending. */
  onEvent: (event: RunEvent) => void | Promise<void>
  readSource: ReadSource
  /** File of the sampler's thread, where it does not lie beside this module. */
  samplerUrl?: URL | undefined
  /** Environment of the host; the request's variables are set on top. */
  env?: NodeJS.ProcessEnv | undefined
}

export interface TerminalOptions {
  /** Which of input, output and errors are the terminal; the program gets the others as they are. */
  readonly streams: readonly [boolean, boolean, boolean]
  /**
   * When the program may read what the person types: at once, or when it asks for it, because other commands of a
   * pipeline may read from the same terminal.
   */
  readonly when: 'now' | 'later'
  /** `LC_CTYPE` belongs to the program's environment. */
  readonly keepsLocale: boolean
}

/** The terminal of the person at the host. */
export interface PersonsTerminal extends Pick<TerminalOptions, 'streams' | 'when'> {
  /** A descriptor of it in this process. */
  readonly fd: number
  /** Called when the person presses Ctrl-C, which the program hears of itself. */
  readonly onInterrupt: () => void
}

/** What happens during a run. Times are nanoseconds since its start. */
export type RunEvent =
  | { type: 'started'; pid: number }
  /** The functions whose numbers changed, whole. */
  | { type: 'lines'; functions: FunctionResult[] }
  | {
      type: 'memory'
      elapsedNs: number
      /** Of all processes together, now. */
      bytes: number
      /** The first process's part of it. */
      firstProcessBytes: number
      /** Highest memory of all together so far. */
      peakBytes: number
      line: SourceLine | null
    }
  | ({ type: 'output' } & OutputPiece)

/** A whole run, for the history. */
export interface RunRecord {
  /** `id` is `null`. */
  detail: RunDetail
  timeline: Timeline
  story: RunStory
  output: OutputChunk[]
  sources: SourceFile[]
}
