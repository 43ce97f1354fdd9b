import { z } from 'zod'
import {
  type CallError,
  type CallInput,
  type CallName,
  type CallOutput,
  calls,
  MebiError,
  type ParsedInput,
  type Result,
} from '../contract/index.ts'

/** One function for each call, given parsed input. */
export type Handlers = {
  readonly [N in CallName]: (input: ParsedInput<N>) => CallOutput<N> | Promise<CallOutput<N>>
}

/** Answers calls by name, whatever a client sends: never throws, never rejects. */
export interface Dispatcher {
  call<N extends CallName>(name: N, input: CallInput<N>): Promise<Result<CallOutput<N>>>
  /** The same for a name and an input that came from outside the type system. */
  dispatch(name: string, input: unknown): Promise<Result<unknown>>
}

type Answer = (input: unknown) => unknown

/** `reportFault` is told of errors that are nobody's but Mebi's, with their stack. */
export function createDispatcher(handlers: Handlers, reportFault: (error: unknown) => void): Dispatcher {
  // A Map, not an object: a name such as `constructor` must find nothing.
  const answers = new Map<string, Answer>()
  for (const name of Object.keys(calls) as CallName[]) answers.set(name, answerOf(name, handlers))
  const dispatch = async (name: string, input: unknown): Promise<Result<unknown>> => {
    try {
      const answer = answers.get(name)
      if (answer === undefined) throw new MebiError('unknown-call', `There is no call ${name}.`)
      return { ok: true, value: await answer(input) }
    } catch (error) {
      if (!(error instanceof MebiError)) reportFault(error)
      return { ok: false, error: toCallError(error) }
    }
  }
  return {
    dispatch,
    // What `dispatch` returns for a name of the contract is what the handler of that name returned.
    call: (name, input) => dispatch(name, input) as Promise<Result<CallOutput<typeof name>>>,
  }
}

function answerOf<N extends CallName>(name: N, handlers: Handlers): Answer {
  // TypeScript loses the tie between the input and the output of one schema picked by a type parameter.
  const schema = calls[name].input as unknown as z.ZodType<ParsedInput<N>>
  const handle = handlers[name]
  return (input) => {
    const parsed = schema.safeParse(input)
    if (parsed.success) return handle(parsed.data)
    throw new MebiError('invalid-input', `${name} was called wrongly: ${z.prettifyError(parsed.error)}`)
  }
}

/** What went wrong, for a client: a person's errors as they are, anything else as Mebi's own fault. */
export function toCallError(error: unknown): CallError {
  if (error instanceof MebiError) return error.toCallError()
  const message = error instanceof Error ? error.message : String(error)
  return {
    code: 'internal',
    message: `Mebi failed: ${message}`,
    hint: 'This is a fault in Mebi; please report it, with what you did.',
  }
}
