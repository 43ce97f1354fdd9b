declare const ofValue: unique symbol
/**
 * The JSON text of a value. The values of a bridge travel so: a large one is there five times as soon as through the
 * context bridge of Electron itself, which copies property by property.
 */
export type Json<T> = string & { readonly [ofValue]: T }

export function toJson<T>(value: T): Json<T> {
  return JSON.stringify(value) as Json<T>
}

export function fromJson<T>(text: Json<T>): T {
  return JSON.parse(text) as T
}
