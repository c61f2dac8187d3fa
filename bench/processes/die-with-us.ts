import type { ChildProcess } from 'node:child_process'

const children = new Set<ChildProcess>()

process.once('exit', () => {
  for (const child of children) child.kill('SIGKILL')
})

/** Keeps a process from outliving the bench, however that ends; until what this returns is called. */
export function dieWithUs(child: ChildProcess): () => void {
  children.add(child)
  return () => void children.delete(child)
}
