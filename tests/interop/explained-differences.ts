/** By the row of docs/divergences.md that explains them: what was asked, and the answers of LGC and of the other. */
export const explained: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'a redirect URI that is left out': {
    'authorize: redirect_uri ""': 'a page | asks who it is',
    'authorize: redirect_uri absent': 'a page | asks who it is',
    'code: redirect_uri ""': '400 invalid_request | 200 access_token id_token refresh_token',
    'code: redirect_uri absent': '400 invalid_request | 200 access_token id_token refresh_token',
  },
  'a parameter twice': {
    'authorize: foo ["a","b"]': 'invalid_request | asks who it is',
    'authorize: redirect_uri ["https://app.exampl… of 63': 'a page | invalid_request',
    'code: foo ["a","b"]': '400 invalid_request | 200 access_token id_token refresh_token',
  },
  'scopes that the client may not have': {
    'authorize: scope "openid aaaaaaaaaaaa… of 3009': 'invalid_scope | asks who it is',
    'authorize: scope "openid admin"': 'invalid_scope | asks who it is',
    'grant: grant_type "client_credentials", scope "admin"': '400 invalid_scope | 200 access_token',
    'grant: grant_type "client_credentials", scope "openid"': '400 invalid_scope | 200 access_token',
  },
  'a request without `openid`': {
    'authorize: scope ""': 'invalid_scope | invalid_request',
    'authorize: scope "OPENID"': 'invalid_scope | invalid_request',
    'authorize: scope "profile"': 'asks who it is | invalid_request',
    'authorize: scope absent': 'invalid_scope | invalid_request',
  },
  'two blanks between scopes': {
    'authorize: scope "openid  profile"': 'asks who it is | invalid_scope',
  },
  'response types that are not offered': {
    'authorize: response_type "code id_token"': 'unsupported_response_type | invalid_request in the fragment',
    'authorize: response_type "code token"':
      'unsupported_response_type | unsupported_response_type in the fragment',
    'authorize: response_type "id_token"': 'unsupported_response_type | invalid_request in the fragment',
    'authorize: response_type "none"': 'unsupported_response_type | invalid_request',
    'authorize: response_type "token"':
      'unsupported_response_type | unsupported_response_type in the fragment',
    'authorize: response_type "token", response_mode "query"': 'unsupported_response_type | invalid_request',
  },
  'response modes that are not offered': {
    'authorize: response_mode "query.jwt"': 'invalid_request | unsupported_response_mode',
    'authorize: response_mode "web_message"': 'invalid_request | unsupported_response_mode',
  },
  'texts that are too long, numbers that are none': {
    'authorize: max_age " 1"': 'invalid_request | asks who it is',
    'authorize: max_age "99999999999"': 'invalid_request | asks who it is',
    'authorize: nonce "nnnnnnnnnnnnnnnnnnn… of 602': 'invalid_request | asks who it is',
  },
  '`prompt=select_account`': {
    'authorize: prompt "select_account"': 'asks who it is | invalid_request',
  },
  '`claims` that ask for nothing': {
    'authorize: claims "{}"': 'asks who it is | invalid_request',
  },
  'a challenge method without a challenge': {
    'authorize: code_challenge_method "S256"': 'asks who it is | invalid_request',
  },
  'a `request_uri` that was never given out': {
    'authorize: request_uri "urn:ietf:params:oauth:request_uri:x"': 'a page | invalid_request_uri',
  },
  'a secret in the body': {
    'authorization_code: the secret in the body':
      '401 invalid_client | 200 access_token id_token refresh_token',
    'client_credentials: the secret in the body': '401 invalid_client | 200 access_token',
  },
  'credentials that cannot be read': {
    'authorization_code: Basic that is none': '401 invalid_client | 400 invalid_request',
    'authorization_code: an empty secret by Basic': '401 invalid_client | 400 invalid_request',
    'authorization_code: no client at all': '401 invalid_client | 400 invalid_request',
    'client_credentials: Basic that is none': '401 invalid_client | 400 invalid_request',
    'client_credentials: an empty secret by Basic': '401 invalid_client | 400 invalid_request',
    'client_credentials: no client at all': '401 invalid_client | 400 invalid_request',
  },
}
