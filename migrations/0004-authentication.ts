import { type Builder, type Migration, type Statement, entityTable } from './portable.ts'

export const authentication: Migration = (builder) => [
  ...sessions(builder),
  ...authorizationCodes(builder),
  ...consentRecords(builder),
  ...loginFlows(builder),
]

function sessions(builder: Builder): readonly Statement[] {
  const { db, types } = builder
  return [
    entityTable(builder, 'sessions')
      .addColumn('person_id', types.id, (c) => c.notNull())
      .addColumn('client_id', types.id)
      .addColumn('token_hash', types.key(64), (c) => c.notNull().unique())
      .addColumn('scopes', types.text, (c) => c.notNull())
      .addColumn('login_session_xid', types.key(20))
      .addColumn('authorization_code_xid', types.key(20))
      .addColumn('amr', types.text, (c) => c.notNull())
      .addColumn('auth_time', types.instant, (c) => c.notNull())
      .addColumn('ip_address', types.key(45), (c) => c.notNull())
      .addColumn('user_agent', types.line(255), (c) => c.notNull())
      .addColumn('created_at', types.instant, (c) => c.notNull())
      .addColumn('last_active_at', types.instant, (c) => c.notNull())
      .addColumn('expires_at', types.instant, (c) => c.notNull())
      .addForeignKeyConstraint('sessions_person', ['person_id'], 'persons', ['id'], (c) =>
        c.onDelete('cascade'),
      )
      .addForeignKeyConstraint('sessions_client', ['client_id'], 'clients', ['id'], (c) =>
        c.onDelete('cascade'),
      ),
    db.schema.createIndex('sessions_by_person').on('sessions').columns(['person_id', 'client_id']),
    db.schema.createIndex('sessions_by_client').on('sessions').columns(['client_id']),
    db.schema.createIndex('sessions_by_login_session').on('sessions').columns(['login_session_xid']),
    db.schema.createIndex('sessions_by_code').on('sessions').columns(['authorization_code_xid']),
    db.schema.createIndex('sessions_by_expiry').on('sessions').columns(['expires_at']),
  ]
}

function authorizationCodes(builder: Builder): readonly Statement[] {
  const { db, types } = builder
  return [
    entityTable(builder, 'authorization_codes')
      .addColumn('code_hash', types.key(64), (c) => c.notNull().unique())
      .addColumn('person_id', types.id, (c) => c.notNull())
      .addColumn('client_id', types.id, (c) => c.notNull())
      .addColumn('scopes', types.text, (c) => c.notNull())
      .addColumn('redirect_uri', types.line(2048), (c) => c.notNull())
      .addColumn('code_challenge', types.key(128))
      .addColumn('nonce', types.line(255))
      .addColumn('login_session_xid', types.key(20))
      .addColumn('amr', types.text, (c) => c.notNull())
      .addColumn('auth_time', types.instant, (c) => c.notNull())
      .addColumn('created_at', types.instant, (c) => c.notNull())
      .addColumn('expires_at', types.instant, (c) => c.notNull())
      .addColumn('used_at', types.instant)
      .addForeignKeyConstraint('codes_person', ['person_id'], 'persons', ['id'], (c) => c.onDelete('cascade'))
      .addForeignKeyConstraint('codes_client', ['client_id'], 'clients', ['id'], (c) =>
        c.onDelete('cascade'),
      ),
    db.schema.createIndex('codes_by_person').on('authorization_codes').columns(['person_id', 'client_id']),
    db.schema.createIndex('codes_by_client').on('authorization_codes').columns(['client_id']),
    db.schema.createIndex('codes_by_login_session').on('authorization_codes').columns(['login_session_xid']),
    db.schema.createIndex('codes_by_expiry').on('authorization_codes').columns(['expires_at']),
  ]
}

function consentRecords(builder: Builder): readonly Statement[] {
  const { db, types } = builder
  return [
    entityTable(builder, 'consent_records')
      .addColumn('person_id', types.id, (c) => c.notNull())
      .addColumn('client_id', types.id, (c) => c.notNull())
      .addColumn('scopes', types.text, (c) => c.notNull())
      .addColumn('source', types.key(16), (c) => c.notNull())
      .addColumn('created_at', types.instant, (c) => c.notNull())
      .addColumn('updated_at', types.instant, (c) => c.notNull())
      .addUniqueConstraint('consent_records_pair', ['person_id', 'client_id'])
      .addForeignKeyConstraint('consents_person', ['person_id'], 'persons', ['id'], (c) =>
        c.onDelete('cascade'),
      )
      .addForeignKeyConstraint('consents_client', ['client_id'], 'clients', ['id'], (c) =>
        c.onDelete('cascade'),
      ),
    db.schema.createIndex('consents_by_client').on('consent_records').columns(['client_id']),
  ]
}

/** What a browser asked for when it came to the sign-in page; the parameters never travel through the browser again. */
function loginFlows(builder: Builder): readonly Statement[] {
  const { db, types } = builder
  return [
    entityTable(builder, 'login_flows')
      .addColumn('browser_hash', types.key(64), (c) => c.notNull())
      .addColumn('request', types.text)
      .addColumn('identifier', types.line(255))
      .addColumn('created_at', types.instant, (c) => c.notNull())
      .addColumn('expires_at', types.instant, (c) => c.notNull()),
    db.schema.createIndex('login_flows_by_expiry').on('login_flows').columns(['expires_at']),
  ]
}
