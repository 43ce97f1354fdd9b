import { useEffect, useState } from 'react'

const MINUTE_MS = 60_000

/** The time, to the minute: for words such as `2 min ago`, and for when a day ends. */
export function useNow(): Date {
  const [now, setNow] = useState(() => new Date())
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), MINUTE_MS / 2)
    return () => clearInterval(timer)
  }, [])
  return now
}
