import { type Config, readConfig } from '@lgc/composition'

/** The configuration of this process; one that is wrong ends it, with every problem named. */
export function configOrExit(): Config {
  const config = readConfig(process.env)
  if (!('problems' in config)) return config
  for (const { name, problem } of config.problems) console.error(`${name} ${problem}`)
  process.exit(1)
}
