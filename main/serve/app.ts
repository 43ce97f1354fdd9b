import { serveStatic } from '@hono/node-server/serve-static'
import { Hono, type MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { compress } from 'hono/compress'
import { MAX_EXCHANGE_BYTES } from '../../profiler-core/contract/index.ts'
import type { ProfilerService } from '../../profiler-core/service.ts'
import { refusal } from './answers.ts'
import { callRoute } from './callRoute.ts'
import { type EventRouteOptions, eventRoute } from './eventRoute.ts'
import {
  ownPagesOnly,
  type ServeEnv,
  secretHoldersOnly,
  securityHeaders,
  sessionRoute,
  tokenAddress,
} from './guard.ts'
import type { Secrets } from './secrets.ts'

const MAX_BODY_BYTES = 10_000_000
/** Of the call that takes a file: it comes in base64, with a name and a folder. */
const MAX_FILE_BODY_BYTES = Math.ceil(MAX_EXCHANGE_BYTES / 3) * 4 + 100_000

export interface ServeAppOptions {
  readonly service: ProfilerService
  readonly secrets: Secrets
  /** The address that the server is bound to. */
  readonly host: string
  /** The built pages: a folder with an `index.html`. */
  readonly pagesDir: string
  /** What `host.initialProject` says, once. */
  readonly initialProject: string | null
  readonly reportFault: (error: unknown) => void
  readonly events?: EventRouteOptions
}

/**
 * The pages, the calls and the events over HTTP. The pages are the same for everybody and hold no secret; what they can
 * do here needs one.
 */
export function createServeApp(options: ServeAppOptions): Hono<ServeEnv> {
  const { service, secrets, host, pagesDir, initialProject, reportFault } = options
  const app = new Hono<ServeEnv>()
  app.use(securityHeaders, ownPagesOnly(host))
  app.get('/', tokenAddress(secrets))
  app.post('/api/session', sessionRoute(secrets))
  app.use('/api/*', secretHoldersOnly(secrets))
  app.post('/api/call/:name', limitedBody, callRoute(service, initialProject))
  app.get('/api/events', eventRoute(service, options.events))
  app.get('*', compress(), serveStatic({ root: pagesDir, onFound: allowCaching }))
  // Browsers ask for it unbidden, and complain where there is none.
  app.get('/favicon.ico', (c) => c.body(null, 204))
  app.notFound((c) => refusal(c, 404, 'not-found', 'There is nothing here.'))
  app.onError((error, c) => {
    reportFault(error)
    return refusal(c, 500, 'internal', `Mebi failed: ${error.message}`)
  })
  return app
}

const limitedFile = bodyLimit({
  maxSize: MAX_FILE_BODY_BYTES,
  onError: (c) =>
    refusal(c, 413, 'too-large', `A file of runs may have ${MAX_EXCHANGE_BYTES / 2 ** 20} MiB.`),
})

const limitedInput = bodyLimit({
  maxSize: MAX_BODY_BYTES,
  onError: (c) => refusal(c, 413, 'too-large', 'The input of a call may have 10 MB at most.'),
})

const limitedBody: MiddlewareHandler = (c, next) =>
  c.req.param('name') === 'runs.import' ? limitedFile(c, next) : limitedInput(c, next)

/** The names of assets carry a hash of their content. */
function allowCaching(path: string, c: Parameters<MiddlewareHandler>[0]): void {
  const isAsset = /[\\/]assets[\\/]/.test(path)
  c.header('Cache-Control', isAsset ? 'private, max-age=31536000, immutable' : 'no-store')
}
