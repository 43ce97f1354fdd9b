/** Taken where nobody asks for another port, and it is free. */
export const DEFAULT_PORT = 7363
