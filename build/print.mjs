/** Resolves when it is written: what a child process prints next must come after it, also in a full pipe. */
export async function print(text) {
  await new Promise((resolve) => {
    process.stdout.write(text, resolve)
  })
}
