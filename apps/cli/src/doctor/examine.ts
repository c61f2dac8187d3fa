import { type Config, type ConfigProblem, type Environment, readConfig } from '@lgc/composition'
import { databaseFindings } from './database-findings.ts'
import { type Finding, error, fine } from './finding.ts'
import { hashingFindings } from './hashing-findings.ts'
import { settingFindings } from './setting-findings.ts'
import { sharedLimitsFinding } from './shared-limits-finding.ts'

/** Looks at everything that an operator may have wrong. Changes nothing. */
export async function examine(env: Environment): Promise<readonly Finding[]> {
  const config = readConfig(env)
  if ('problems' in config) return examineRest(env, config.problems)
  return [
    fine('configuration', `complete, for ${config.environment}`),
    ...(await databaseFindings(config)),
    ...(await sharedLimitsFinding(config.valkeyUrl)),
    ...settingFindings(config),
    ...(await hashingFindings(config, env)),
  ]
}

/** A wrong configuration does not hide the database, as long as it says where that is. */
async function examineRest(
  env: Environment,
  problems: readonly ConfigProblem[],
): Promise<readonly Finding[]> {
  const findings = problems.map(({ name, problem }) =>
    error('configuration', `${name} ${problem}`, `Correct ${name} in the environment.`),
  )
  const config = readConfig(withoutWrong(env, problems))
  const isElsewhere = problems.some(({ name }) => name.startsWith('DATABASE_'))
  if ('problems' in config || isElsewhere) return findings
  return [...findings, ...(await databaseFindings(asProduction(config, env)))]
}

/** What is left when the wrong names are dropped; production would miss some of them. */
function withoutWrong(env: Environment, problems: readonly ConfigProblem[]): Environment {
  const wrong = new Set(problems.flatMap(({ name }) => [name, `${name}_FILE`, name.replace(/_FILE$/, '')]))
  return Object.fromEntries(Object.entries(env).filter(([name]) => name !== 'NODE_ENV' && !wrong.has(name)))
}

function asProduction(config: Config, env: Environment): Config {
  const isProduction = env['NODE_ENV'] === 'production'
  return isProduction && env['LGC_MIGRATE'] === undefined ? { ...config, migratesAtStart: false } : config
}
