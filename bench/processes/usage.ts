import { readFileSync } from 'node:fs'

export type Usage = { readonly cpuInMicroseconds: number; readonly rssInMebibytes: number }

/** The kernel counts in hundredths of a second, whatever its own clock is (`getconf CLK_TCK`). */
const microsecondsInTick = 10_000
const bytesInPage = 4096

/** What a process and those it started have used, and the memory they have now; of all its threads. */
export function usageOf(pid: number): Usage {
  return familyOf(pid).map(ownUsage).reduce(added)
}

function added(one: Usage, other: Usage): Usage {
  return {
    cpuInMicroseconds: one.cpuInMicroseconds + other.cpuInMicroseconds,
    rssInMebibytes: one.rssInMebibytes + other.rssInMebibytes,
  }
}

function ownUsage(pid: number): Usage {
  const fields = statOf(pid)
  const [user = 0, system = 0] = [fields[11], fields[12]].map(Number)
  return {
    cpuInMicroseconds: (user + system) * microsecondsInTick,
    rssInMebibytes: (Number(fields[21]) * bytesInPage) / 1024 ** 2,
  }
}

/** The fields after the name, which may hold spaces and brackets itself (proc(5)). */
function statOf(pid: number): readonly string[] {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
  return text.slice(text.lastIndexOf(')') + 2).split(' ')
}

function familyOf(pid: number): readonly number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim()
  return [pid, ...(children === '' ? [] : children.split(' ').map(Number).flatMap(familyOf))]
}
