import { parentPort } from 'node:worker_threads'
import { type Job, outlineFile, readFile } from './sourceReading.ts'

/** A thread that reads and parses sources, so that the host's event loop is free. Answers each job with its result. */

parentPort?.on('message', (job: Job) => {
  switch (job.kind) {
    case 'outline':
      parentPort?.postMessage(job.files.map((file) => outlineFile(job.projectDir, file)))
      break
    case 'read':
      parentPort?.postMessage(readFile(job.projectDir, job.file))
      break
  }
})
