import { z } from 'zod'
import { LineNumber, Path } from './units.ts'

/** A folder of Python files that a person works on. */
export const Project = z.object({
  /** Real path: the one that results name files by. */
  dir: Path,
  name: z.string(),
  /** When it was last opened: ISO 8601, UTC. */
  openedAt: z.string(),
  /** The person has said that its programs may be run. */
  trusted: z.boolean(),
  /** Why it cannot be opened now, in one sentence; `null` where it can. */
  problem: z.string().nullable(),
})
export type Project = z.infer<typeof Project>

/** A program that Mebi brings along, to have something to click. */
export const Example = z.object({
  projectDir: Path,
  file: Path,
  /** The function worth profiling. */
  function: z.string(),
  title: z.string(),
  /** One sentence on what there is to see. */
  sentence: z.string(),
})
export type Example = z.infer<typeof Example>

/** The Python files of a project, absolute, sorted. */
export const ProjectFiles = z.object({
  files: z.array(Path),
  /** The folder holds more than is looked at: a home folder, say. */
  truncated: z.boolean(),
  /** What was given up, a sentence each: rules of git that take too long to apply. */
  notes: z.array(z.string()),
})
export type ProjectFiles = z.infer<typeof ProjectFiles>

/** A parameter as it stands in a `def`. */
export const Parameter = z.object({
  name: z.string(),
  kind: z.enum(['positional', 'keyword', 'varargs', 'kwargs']),
  /** Source text of the default; `null` where there is none. */
  default: z.string().nullable(),
})
export type Parameter = z.infer<typeof Parameter>

/** A class or function in a source file, found without running anything. */
export const OutlineItem = z.object({
  kind: z.enum(['class', 'function']),
  /** As results name it: `Loader.load`, `outer.<locals>.inner`. */
  name: z.string(),
  /** First decorator, else the `def`: the `firstLine` of a result. */
  firstLine: LineNumber,
  /** The `def` or `class` itself. */
  defLine: LineNumber,
  lastLine: LineNumber,
  /** Empty for a class. */
  parameters: z.array(Parameter),
  isAsync: z.boolean(),
})
export type OutlineItem = z.infer<typeof OutlineItem>

/** What a file defines, in the order of the source. */
export const FileOutline = z.object({
  file: Path,
  items: z.array(OutlineItem),
  /** Why the file could not be read, or not all of it is in the outline, in one sentence; `null` where neither is so. */
  problem: z.string().nullable(),
})
export type FileOutline = z.infer<typeof FileOutline>

/** A source file as it is now. */
export const FileText = z.object({ file: Path, text: z.string(), outline: z.array(OutlineItem) })
export type FileText = z.infer<typeof FileText>

/** What a project's watcher saw within a moment. */
export const ProjectChange = z.object({
  projectDir: Path,
  /** Files whose content changed, and those that appeared or went. */
  files: z.array(Path),
  /** The list of files is another one now. */
  listing: z.boolean(),
  /** Why the project's folder cannot be read any more; `null` where it can. */
  problem: z.string().nullable(),
})
export type ProjectChange = z.infer<typeof ProjectChange>

/** A folder of this machine, for hosts without a folder dialog. */
export const FolderListing = z.object({
  dir: Path,
  /** `null` at the root. */
  parent: Path.nullable(),
  /** Folders below, sorted by name; hidden ones left out. */
  folders: z.array(z.object({ name: z.string(), dir: Path })),
})
export type FolderListing = z.infer<typeof FolderListing>
