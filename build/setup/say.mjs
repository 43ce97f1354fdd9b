/** A failure that its message explains; anything else is a bug and shows its stack. */
export class SetupError extends Error {}

/** To stderr: stdout belongs to the command that setup runs. */
export function say(sentence) {
  process.stderr.write(`setup: ${sentence}\n`)
}
