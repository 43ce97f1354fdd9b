import type { RunRequest } from './request.ts'

/** What stands for a secret where a run is shown or shared. */
export const MASK = '***'

/** `MAX_TOKENS` is none, nor is `PWD`, the working folder. */
const SECRET_NAME =
  /PASSWORD|PASSWD|PASSPHRASE|SECRET|CREDENTIAL|(^|_)(TOKEN|PASS|PAT|DSN)$|_(KEY|PWD)$|^(API|ACCESS|PRIVATE|AUTH)KEY$/
const PASSWORD_IN_ADDRESS = /([a-z][a-z0-9+.-]*:\/\/[^\s/:@]*):[^\s/@]+@/gi
/** Of what the makers of tokens have given a form to be known by. */
const TOKEN =
  /^(gh[pousr]_|github_pat_|glpat-|xox[abprs]-|sk-|hf_|pypi-)[\w-]{16,}$|^AKIA[0-9A-Z]{16}$|^eyJ[\w-]+\.eyJ[\w-]+\.[\w-]*$/
const IN_TEXT = /-----BEGIN [A-Z ]*PRIVATE KEY-----|(^|[;\s])(password|pwd)\s*=\s*[^\s;]/i

/** Whether a name says that what it names is a secret: `API_TOKEN`, `db-password`, `apiKey`. */
function isSecretName(name: string): boolean {
  const words = name
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .replaceAll('-', '_')
    .toUpperCase()
  return SECRET_NAME.test(words)
}

function isSecretValue(value: string): boolean {
  return TOKEN.test(value) || IN_TEXT.test(value) || value.search(PASSWORD_IN_ADDRESS) !== -1
}

/**
 * A request as it is kept. Values of environment variables that look like secrets are left out, and their names told, unless the
 * person wants them kept. Arguments stay as they were typed, for the run to be started again: any user of the machine could
 * read them while it ran.
 */
export function requestToKeep(request: RunRequest): RunRequest {
  const all = Object.entries(request.env)
  const isKept = ([name, value]: [string, string]) =>
    request.keepSecrets === true || value === '' || !(isSecretName(name) || isSecretValue(value))
  const env = Object.fromEntries(all.filter(isKept))
  const names = [...(request.withheld ?? []), ...Object.keys(request.env)]
  const withheld = [...new Set(names)].filter((name) => !Object.hasOwn(env, name)).sort()
  const { withheld: _, ...rest } = request
  return { ...rest, env, ...(withheld.length > 0 && { withheld }) }
}

/** The words of a command without what looks like a secret. */
export function masked(words: readonly string[]): string[] {
  let isAwaited = false
  return words.map((word) => {
    const isValue = isAwaited && !word.startsWith('-')
    isAwaited = /^--?[A-Za-z]/.test(word) && !word.includes('=') && isSecretName(optionName(word))
    return isValue ? MASK : maskedWord(word)
  })
}

/** The same for a command that was written as one text. */
export function maskedCommand(command: string): string {
  return masked(command.split(' ')).join(' ')
}

function maskedWord(word: string): string {
  const equals = word.indexOf('=')
  const name = optionName(word.slice(0, Math.max(0, equals)))
  const value = word.slice(equals + 1)
  if (equals > 0 && value !== '' && (isSecretName(name) || TOKEN.test(value)))
    return `${word.slice(0, equals + 1)}${MASK}`
  if (TOKEN.test(word) || IN_TEXT.test(word)) return MASK
  return word.replace(PASSWORD_IN_ADDRESS, `$1:${MASK}@`)
}

function optionName(word: string): string {
  return word.replace(/^-+/, '')
}
