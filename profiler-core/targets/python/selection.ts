import { dirname, join, relative, resolve, sep } from 'node:path'
import type { ProjectFiles, RunTarget, RunWarning, ToWatch, WatchSelection } from '../../contract/index.ts'
import { concurrently } from './concurrently.ts'
import { realPath } from './fsPath.ts'
import {
  ambiguousError,
  EVERY,
  endsInPath,
  type FoundFunction,
  matchFunctions,
  moduleReadings,
  type NamedFunction,
  parseFunctionName,
  unknownError,
} from './functionNames.ts'
import { type Outline, type Outliner, outlineFiles } from './outlines.ts'
import type { OutlinedFunction } from './probe.ts'
import type { Program } from './program/findProgram.ts'
import { findModule } from './program/module.ts'
import { projectFiles } from './projectFiles.ts'
import { isPythonFile } from './projectPaths.ts'
import { readRegular } from './regularFile.ts'
import { LONGEST_SOURCE_BYTES } from './sourceText.ts'

/** What a selection is made from. */
export interface SelectionRequest {
  target: RunTarget
  /** Absolute. */
  cwd: string
  /** Absolute. */
  projectDir: string
  watch: WatchSelection
  /** What the target means; `null` for a module. */
  program: Program | null
}

/** The functions to watch. */
export interface Selection {
  /** The file that runs as `__main__`, real path; `null` where it is not known. */
  main: string | null
  /** Every file with a watched function, with all its functions. */
  files: { outline: Outline; watched: Set<OutlinedFunction> }[]
  /** Also watch what `@profile` decorates at run time. */
  watchMarked: boolean
  /** Leave all others out as soon as the program marks a function. */
  narrowToMarked: boolean
  toWatch: ToWatch
  warnings: RunWarning[]
}

const MODULE = '<module>'
const READERS = 8
/** So many functions are named where it is said what was watched. */
const MOST_NAMED = 20

/**
 * Finds the functions that a selection means.
 *
 * @throws MebiError `function-not-found`, `function-ambiguous`, `outline-failed`
 */
export async function selectFunctions(request: SelectionRequest, outliner: Outliner): Promise<Selection> {
  const selector = new Selector(request, outliner)
  await selector.findProgram()
  switch (request.watch.kind) {
    case 'auto':
      return selector.auto()
    case 'functions':
      return selector.named(request.watch.names)
    case 'project':
      return selector.project()
  }
}

class Selector {
  readonly #request: SelectionRequest
  readonly #outliner: Outliner
  /** The files that count as the program's own: the script, the module, or all of its package. Real paths. */
  #program: string[] = []
  #main: string | null = null
  /** What is run is not the project's, but runs what is. */
  #isTool = false
  /** Real path. */
  #projectDir: string
  #ownFiles: Promise<ProjectFiles> | null = null
  #projectFiles: Promise<ProjectFiles> | null = null
  #neighbours: Promise<ProjectFiles> | null = null
  readonly #outlines = new Map<string, Outline>()

  constructor(request: SelectionRequest, outliner: Outliner) {
    this.#request = request
    this.#outliner = outliner
    this.#projectDir = request.projectDir
  }

  async findProgram(): Promise<void> {
    const { target, cwd, projectDir, program } = this.#request
    this.#projectDir = await realPath(projectDir).catch(() => projectDir)
    if (program !== null && program.kind !== 'command') return this.#findFiles(program)
    const module = target.kind === 'module' ? await findModule(target.name, cwd, this.#projectDir) : null
    if (module === null) {
      // A tool such as pytest, that runs the project's code: that is what the person wants to see.
      this.#isTool = true
      this.#program = await this.#own()
      return
    }
    this.#main = module.main
    const below = module.packageDir === null ? [] : (await projectFiles(module.packageDir, 'all')).files
    this.#program = [...new Set([module.main, ...below])]
  }

  async #findFiles({ kind, file }: Program): Promise<void> {
    this.#main = file
    this.#program = [file]
    if (kind === 'folder') {
      this.#program = [...new Set([file, ...(await projectFiles(dirname(file), 'all')).files])]
    }
    if (kind === 'archive' || kind === 'bytecode') {
      const outlines = await outlineFiles([file], { ...this.#outliner, cwd: this.#request.cwd })
      for (const outline of outlines) this.#outlines.set(outline.file, outline)
      this.#program = outlines.map((outline) => outline.file)
      this.#main = (kind === 'archive' ? join(file, '__main__.py') : this.#program[0]) ?? null
    }
  }

  /**
   * The program's own functions, or those that it marks, and whatever else is marked: marks of files that the program never
   * loads are never met. Which files it loads cannot be told beforehand: a program of several files, whose marks may be in
   * any of them, narrows to what it marks when it does.
   */
  async auto(): Promise<Selection> {
    const program = await this.#outline(this.#program)
    const elsewhere = (await this.#outline(await this.#containing(['profile']))).filter(
      (outline) => !program.includes(outline),
    )
    const marking = program.filter((outline) => outline.functions.some(isDecorated))
    const isMarking = marking.some((outline) => outline.file === this.#main)
    const isCall = this.#request.target.kind === 'script' && this.#request.target.call !== undefined
    return this.#selection(
      [...program, ...elsewhere],
      (each, outline) =>
        isDecorated(each) ||
        (!isMarking &&
          program.includes(outline) &&
          // A call is made after the script has been loaded, and loading is not what is asked about.
          (each.name !== MODULE || (outline.file === this.#main && !isCall))),
      {
        why: isMarking ? 'marks' : this.#isTool ? 'project' : 'program',
        isOwn: (outline) => program.includes(outline),
        narrowToMarked: !isMarking && marking.length > 0,
      },
    )
  }

  async project(): Promise<Selection> {
    const outlines = await this.#outline([...this.#program, ...(await this.#own())])
    const isOwn = (each: OutlinedFunction, outline: Outline) =>
      each.name !== MODULE || outline.file === this.#main
    return this.#selection(outlines, isOwn, { why: 'project' })
  }

  async named(names: string[]): Promise<Selection> {
    const found = new Map<string, Set<string>>()
    for (const name of names) {
      for (const each of await this.#meant(parseFunctionName(name))) {
        found.set(each.file, (found.get(each.file) ?? new Set()).add(each.name))
      }
    }
    const outlines = await this.#outline([...found.keys()])
    return this.#selection(outlines, (each, { file }) => found.get(file)?.has(each.name) === true, {
      why: 'names',
    })
  }

  /** What a name means: as it stands, else as the name of something in a module. */
  async #meant(wanted: NamedFunction): Promise<FoundFunction[]> {
    for (const reading of [wanted, ...moduleReadings(wanted)]) {
      const found = reading.name === EVERY ? await this.#everyOne(reading) : await this.#find(reading)
      if (found.length > 0) return found
    }
    return this.#unknown(wanted)
  }

  /** All functions of a file, or of the files below a folder; of the module levels only the program's own. */
  async #everyOne(wanted: NamedFunction): Promise<FoundFunction[]> {
    const own = await this.#ofFile(wanted, [...new Set([...this.#program, ...(await this.#own())])])
    // A file that git leaves out may still be named.
    const files = own.length > 0 ? own : await this.#ofFile(wanted, await this.#searchedFiles())
    const outlines = await this.#outline(files)
    return outlines.flatMap(({ file, functions }) =>
      functions
        .filter(({ name }) => name !== MODULE || file === this.#main)
        .map(({ name }) => ({ file, name })),
    )
  }

  /** The one function of that name, or none: in the program itself, else in the project. */
  async #find(wanted: NamedFunction): Promise<FoundFunction[]> {
    const program = await this.#outline(await this.#ofFile(wanted, this.#program))
    const here = matchFunctions(wanted.name, program)
    if (here.length > 0) return this.#unique(wanted, here)
    const isOfProgram = wanted.name === MODULE && wanted.file === null
    const there = isOfProgram
      ? []
      : matchFunctions(wanted.name, await this.#outline(await this.#mayDefine(wanted)))
    return this.#unique(wanted, there)
  }

  async #unknown(wanted: NamedFunction): Promise<FoundFunction[]> {
    if (wanted.name === EVERY) {
      const files = await this.#ofFile(wanted, [...this.#program, ...(await this.#searchedFiles())])
      // Without functions, or with a syntax error: the run will say so.
      if ((await this.#outline(files)).length > 0) return []
      throw unknownError(wanted, { program: [], known: [] }, this.#shorten)
    }
    const program = await this.#outline(await this.#ofFile(wanted, this.#program))
    // The program's own syntax error comes from the interpreter, which says it best.
    if (program.some((outline) => outline.broken)) return []
    const searched = [...this.#program, ...(await this.#searchedFiles())]
    let all = await this.#ofFile(wanted, searched)
    for (const reading of wanted.file === null ? [] : moduleReadings(wanted))
      if (all.length === 0) all = await this.#ofFile(reading, searched)
    throw unknownError(wanted, { program, known: await this.#outline(all) }, this.#shorten)
  }

  /** The files that may define a function that is not the program's own. */
  async #mayDefine(wanted: NamedFunction): Promise<string[]> {
    if (wanted.file === null) return this.#containing([lastPart(wanted.name)])
    const named = await realPath(resolve(this.#request.cwd, wanted.file)).catch(() => null)
    return this.#ofFile(wanted, [...(await this.#searchedFiles()), ...(named === null ? [] : [named])])
  }

  #unique(wanted: NamedFunction, found: FoundFunction[]): FoundFunction[] {
    if (found.length > 1) throw ambiguousError(wanted, found, this.#shorten)
    return found
  }

  /** Those of the files that the person may mean. */
  async #ofFile({ file }: NamedFunction, files: readonly string[]): Promise<string[]> {
    if (file === null) return [...files]
    const real = await realPath(resolve(this.#request.cwd, file)).catch(() => null)
    return files.filter(
      (each) => each === real || (real !== null && each.startsWith(real + sep)) || endsInPath(each, file),
    )
  }

  /** Files of the project that contain one of the words; a word that is not ASCII may be written in other bytes. */
  async #containing(words: string[]): Promise<string[]> {
    const files = await this.#searchedFiles()
    if (words.some((word) => /[^ -~]/.test(word))) return files
    const contains = await concurrently(READERS, files, async (file) => {
      const bytes = await readRegular(file, LONGEST_SOURCE_BYTES).catch(() => null)
      return bytes !== null && words.some((word) => bytes.includes(word))
    })
    return files.filter((_, index) => contains[index])
  }

  /** The files that count as the project's own. */
  async #own(): Promise<string[]> {
    this.#ownFiles ??= projectFiles(this.#projectDir)
    return (await this.#ownFiles).files.filter(isPythonFile)
  }

  /** With those that git leaves out: generated code may be asked for by name. */
  async #allFiles(): Promise<string[]> {
    this.#projectFiles ??= projectFiles(this.#projectDir, 'all')
    return (await this.#projectFiles).files.filter(isPythonFile)
  }

  /** The files in which functions are looked for: the project's, and those beside a script that lies elsewhere. */
  async #searchedFiles(): Promise<string[]> {
    const files = await this.#allFiles()
    if (this.#main === null || this.#main.startsWith(this.#projectDir + sep)) return files
    this.#neighbours ??= projectFiles(dirname(this.#main), 'all')
    return [...new Set([...files, ...(await this.#neighbours).files.filter(isPythonFile)])]
  }

  /** The outlines of files, each parsed once. */
  async #outline(files: readonly string[]): Promise<Outline[]> {
    const fresh = files.filter((file) => !this.#outlines.has(file))
    const outlined = await outlineFiles(fresh, this.#outliner)
    for (const outline of outlined) this.#outlines.set(outline.file, outline)
    for (const file of fresh) {
      if (this.#outlines.has(file)) continue
      const real = await realPath(file).catch(() => file)
      const outline = this.#outlines.get(real)
      if (outline) this.#outlines.set(file, outline)
    }
    return [...new Set(files.flatMap((file) => this.#outlines.get(file) ?? []))]
  }

  /** @param isOwn which files' functions are counted where it is said what was watched; all, where it is left out */
  async #selection(
    outlines: readonly Outline[],
    isWatched: (each: OutlinedFunction, outline: Outline) => boolean,
    {
      why,
      isOwn = () => true,
      narrowToMarked = false,
    }: { why: ToWatch['why']; isOwn?: (outline: Outline) => boolean; narrowToMarked?: boolean },
  ): Promise<Selection> {
    const files = outlines
      .map((outline) => ({
        outline,
        watched: new Set(outline.functions.filter((each) => isWatched(each, outline))),
      }))
      .filter(({ watched }) => watched.size > 0)
    const told = files
      .filter(({ outline }) => isOwn(outline))
      .flatMap(({ outline: { file }, watched }) => [...watched].map(({ name }) => ({ file, name })))
    return {
      main: this.#main,
      files,
      watchMarked: why !== 'names',
      narrowToMarked,
      toWatch: { why, count: told.length, functions: told.slice(0, MOST_NAMED) },
      warnings: await this.#warnings(),
    }
  }

  async #warnings(): Promise<RunWarning[]> {
    const listings = await Promise.all([this.#ownFiles, this.#projectFiles])
    const notes = listings.flatMap((listing) => listing?.notes ?? [])
    const warnings = notes.map((message) => ({ code: 'rules-left-out', message, atNs: null }))
    if (!listings.some((listing) => listing?.truncated)) return warnings
    const message = `${this.#request.projectDir} holds so many files that only a part was searched for functions; name the project's folder with --project.`
    return [...warnings, { code: 'project-too-large', message, atNs: null }]
  }

  readonly #shorten = (file: string): string => {
    const [nearest = file] = [this.#projectDir, this.#request.cwd, dirname(this.#main ?? file)]
      .map((folder) => relative(folder, file))
      .filter((path) => path !== '..' && !path.startsWith(`..${sep}`))
    return nearest
  }
}

function isDecorated(each: OutlinedFunction): boolean {
  return each.decorated
}

function lastPart(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1)
}
