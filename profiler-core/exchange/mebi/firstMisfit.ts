import { z } from 'zod'

type Schema = z.core.$ZodType

/**
 * What is wrong with the first element of an array in `value` that does not fit, as a sentence; `null` where all fit. Zod
 * lists all that is wrong, at half a kilobyte each, and a crafted file may have millions of it: to be asked before Zod is.
 */
export function firstMisfit(
  schema: Schema,
  value: unknown,
  path: readonly PropertyKey[] = [],
): string | null {
  const plain = unwrapped(schema)
  if (plain instanceof z.ZodArray) return Array.isArray(value) ? inArray(plain.element, value, path) : null
  if (plain instanceof z.ZodObject && typeof value === 'object' && value !== null) {
    const shape: Readonly<Record<string, Schema>> = plain.shape
    for (const [key, part] of Object.entries(shape)) {
      const misfit = Object.hasOwn(value, key)
        ? firstMisfit(part, (value as Record<string, unknown>)[key], [...path, key])
        : null
      if (misfit !== null) return misfit
    }
  }
  return null
}

function inArray(element: Schema, values: readonly unknown[], path: readonly PropertyKey[]): string | null {
  const plain = unwrapped(element)
  const mayHoldArrays = plain instanceof z.ZodArray || plain instanceof z.ZodObject
  for (const [index, value] of values.entries()) {
    const misfit = mayHoldArrays ? firstMisfit(element, value, [...path, index]) : null
    if (misfit !== null) return misfit
    const { error } = z.safeParse(element, value)
    if (error) return misfitWords(error, [...path, index])
  }
  return null
}

/** What is wrong first, and where. */
export function misfitWords(error: z.core.$ZodError, path: readonly PropertyKey[] = []): string {
  const [issue] = error.issues
  return `${[...path, ...(issue?.path ?? [])].map(String).join('.')}: ${issue?.message ?? 'does not fit'}`
}

function unwrapped(schema: Schema): Schema {
  if (schema instanceof z.ZodNullable || schema instanceof z.ZodOptional || schema instanceof z.ZodDefault) {
    return unwrapped(schema.unwrap())
  }
  return schema
}
