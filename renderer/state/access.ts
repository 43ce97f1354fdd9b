import { create } from 'zustand'

/** Whether the core lets this page in: in a browser, a page may come without a key, or lose it. */
export const useAccess = create<{ refused: boolean }>(() => ({ refused: false }))
