/** Where the program reads and writes. Results go to `out`, words for people to `err`. */
export type Io = {
  readonly out: (text: string) => void
  readonly err: (text: string) => void
  /** What was piped in, or typed at the prompt without being shown. */
  readonly readSecret: (prompt: string) => Promise<string>
}
