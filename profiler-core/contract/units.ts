import { z } from 'zod'

/** A level or size in bytes. Never negative. */
export const Bytes = z.number().nonnegative()
/** A difference in bytes; negative where memory was released. */
export const BytesDelta = z.number()
/** A duration in nanoseconds. */
export const Nanoseconds = z.number().nonnegative()
/** A 1-based line number. */
export const LineNumber = z.number().int().positive()
/**
 * A file system path. Bytes that are not valid UTF-8 stand as lone surrogates U+DC80 to U+DCFF (Python's
 * `surrogateescape`, PEP 383), so that every path survives JSON.
 */
export const Path = z.string().min(1)
