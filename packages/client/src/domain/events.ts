export type ClientAction =
  | 'realm.created'
  | 'client.registered'
  | 'client.updated'
  | 'client.secret_rotated'
  | 'client.deactivated'
  | 'client.reactivated'
  | 'api_key.created'
  | 'api_key.revoked'
  | 'grant.created'
  | 'grant.level_changed'
  | 'grant.revoked'

export type ClientSuspicion = 'client_auth_failed' | 'api_key_invalid' | 'api_key_role_forbidden'
