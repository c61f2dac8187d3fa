import { readFileSync } from 'node:fs'
import { type Result, accept, refuse } from '@lgc/kernel'
import { type Document, LineCounter, parseDocument } from 'yaml'

/**
 * The content of a YAML or JSON file. What the parser says is reduced to a code and a place, because it
 * quotes the file, and the file may hold secrets.
 */
export function readDocument(path: string): Result<unknown, readonly string[]> {
  const text = readText(path)
  if (text === undefined) return refuse(['the file cannot be read'])
  const lineCounter = new LineCounter()
  const document = parseDocument(text, { prettyErrors: false, logLevel: 'silent', lineCounter })
  // An unknown tag is only a warning to the parser; here `!env NAME` would become a secret called NAME.
  const problems = [...document.errors, ...document.warnings].map(({ code, pos }) => {
    const { line, col } = lineCounter.linePos(pos[0])
    return `line ${line}, column ${col}: this is not YAML (${code})`
  })
  return problems.length > 0 ? refuse(problems) : contentOf(document)
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

function contentOf(document: Document): Result<unknown, readonly string[]> {
  try {
    return accept(document.toJS() as unknown)
  } catch {
    return refuse(['an alias has no anchor before it, or there are too many aliases'])
  }
}
