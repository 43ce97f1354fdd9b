import { parentPort } from 'node:worker_threads'
import { projectFiles } from './projectFiles.ts'
import { type Job, type JobResults, outlineFiles, readFile } from './sourceReading.ts'

/** A thread that lists, reads and parses sources, so that the host's event loop is free. Answers each job with its result. */

parentPort?.on('message', (job: Job) => {
  void resultOf(job).then((result) => parentPort?.postMessage(result))
})

async function resultOf(job: Job): Promise<JobResults[Job['kind']]> {
  switch (job.kind) {
    case 'files':
      return projectFiles(job.projectDir)
    case 'outline':
      return outlineFiles(job.projectDir, job.files)
    case 'read':
      return readFile(job.projectDir, job.file)
  }
}
