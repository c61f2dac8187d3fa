/** The person a newcomer can sign in as. The password is public: it protects nothing. */
export const demoPerson = {
  name: 'Demo Person',
  email: 'demo@example.com',
  password: 'paper-lantern-27',
} as const
