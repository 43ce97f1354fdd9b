import { useEffect, useRef, useState } from 'react'

/** A value that changes often, followed at most once in so many milliseconds; `isSame` false: another one, at once. */
export function useCalm<T>(value: T, ms: number, isSame: (before: T, now: T) => boolean): T {
  const [calm, setCalm] = useState(value)
  const followed = useRef(0)
  const isCalm = ms > 0 && isSame(calm, value)
  useEffect(() => {
    if (Object.is(calm, value)) return
    const follow = () => {
      followed.current = performance.now()
      setCalm(value)
    }
    const left = isCalm ? followed.current + ms - performance.now() : 0
    const timer = setTimeout(follow, Math.max(0, left))
    return () => clearTimeout(timer)
  }, [calm, value, ms, isCalm])
  return isCalm ? calm : value
}
