import type { Config, Core } from '@lgc/composition'
import type { Endpoint } from '../http/endpoint.ts'
import { sealedCursors } from '../http/cursor.ts'
import { oidcEndpoints } from '../oidc/oidc-endpoints.ts'
import { adminEndpoints } from './admin/admin-endpoints.ts'
import { authorizeRoute } from './authorize.ts'
import { challengeRoute } from './challenge.ts'
import { changeEmailRoute } from './change-email.ts'
import { changePhoneRoute } from './change-phone.ts'
import { changePasswordRoute } from './change-password.ts'
import { consentRoute } from './consent.ts'
import { endSessionRoute } from './end-session.ts'
import { type WhyNotReady, liveRoute, readyRoute } from './health.ts'
import { identifyRoute } from './identify.ts'
import { loginSessionRoute } from './login-session.ts'
import { provisionChallengeRoute } from './provision-challenge.ts'
import { provisionIdentifierRoute } from './provision-identifier.ts'
import { provisionPersonsRoute } from './provision-persons.ts'
import { recordEndpoints } from './record/record-endpoints.ts'
import { readSessionRoute } from './read-session.ts'
import { registerRoute } from './register.ts'
import { requestEmailChangeRoute } from './request-email-change.ts'
import { requestPhoneChangeRoute } from './request-phone-change.ts'
import { requestPasswordResetRoute } from './request-password-reset.ts'
import { requestVerificationRoute } from './request-verification.ts'
import { resetPasswordRoute } from './reset-password.ts'
import { tokenRoute } from './token.ts'
import { userinfoRoute } from './userinfo.ts'
import { verifyEmailRoute } from './verify-email.ts'
import { verifyRoute } from './verify/verify.ts'

/** Every endpoint there is; router, document and tests go by this list. */
export function endpointsOf(core: Core, config: Config, whyNotReady: WhyNotReady): readonly Endpoint[] {
  return [
    identifyRoute(core),
    challengeRoute(core),
    verifyRoute(core),
    authorizeRoute(core),
    consentRoute(core),
    loginSessionRoute(core),
    tokenRoute(core, config),
    readSessionRoute(core),
    endSessionRoute(core),
    userinfoRoute(core),
    registerRoute(core),
    provisionPersonsRoute(core),
    provisionChallengeRoute(core),
    provisionIdentifierRoute(core),
    ...adminEndpoints({ core, cursors: sealedCursors(config.identifierHmacKey) }),
    ...recordEndpoints(core),
    requestPasswordResetRoute(core),
    resetPasswordRoute(core),
    changePasswordRoute(core),
    requestVerificationRoute(core),
    ...oidcEndpoints(core, config),
    verifyEmailRoute(core),
    requestEmailChangeRoute(core),
    changeEmailRoute(core),
    requestPhoneChangeRoute(core),
    changePhoneRoute(core),
    liveRoute(),
    readyRoute(whyNotReady),
  ]
}
