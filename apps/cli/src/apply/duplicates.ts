import type { Wanted } from './wanted.ts'

type Mention = { readonly key: string; readonly path: string }

/** Nothing may be described twice: of two descriptions one would win in silence. */
export function duplicatesIn({ realms, clients, persons }: Wanted): readonly string[] {
  const keys = clients.flatMap(({ path, entry }) =>
    entry.apiKeys.map((key, index) => ({
      ...key,
      clientId: entry.clientId,
      path: `${path}.api_keys[${index}]`,
    })),
  )
  return [
    realms.map(({ path, entry }) => ({ key: entry, path })),
    clients.map(({ path, entry }) => ({ key: entry.clientId, path: `${path}.client_id` })),
    keys.map(({ clientId, name, path }) => ({ key: `${clientId}/${name}`, path: `${path}.name` })),
    keys.flatMap(({ key, path }) => (key === null ? [] : [{ key, path: `${path}.key` }])),
    identitiesIn(persons),
    ...persons.map(({ path, entry }) =>
      entry.grants.map(({ clientId }, index) => ({
        key: clientId,
        path: `${path}.grants[${index}].client_id`,
      })),
    ),
  ].flatMap(repeated)
}

function identitiesIn(persons: Wanted['persons']): readonly Mention[] {
  return persons.flatMap(({ path, entry }) =>
    entry.identities.map(({ named }, index) => ({
      key: JSON.stringify([entry.realm, named.type, named.identifier]),
      path: `${path}.identities[${index}].identifier`,
    })),
  )
}

function repeated(mentions: readonly Mention[]): readonly string[] {
  const first = new Map<string, string>()
  return mentions.flatMap(({ key, path }) => {
    const earlier = first.get(key)
    if (earlier === undefined) first.set(key, path)
    return earlier === undefined ? [] : [`${path}: is there twice, first as ${earlier}`]
  })
}
