/** Errors of the live page. */
import type { ErrorDefinition } from './kinds.ts';

export const UI_ERRORS = {
  UI_TOKEN: {
    kind: 'usage',
    when: 'the live page is to be reached from other machines without a token, or with one that is too short',
    advice: 'set ENKIT_UI_TOKEN (or --ui-token) to a secret, such as the output of: openssl rand -hex 16',
  },
  UI_LISTEN: {
    kind: 'infrastructure',
    when: 'the address and port of the live page cannot be listened on',
    advice: 'choose another port with --ui <port>, 0 for any that is free, or another address with --ui-host',
  },
} as const satisfies Record<string, ErrorDefinition>;
