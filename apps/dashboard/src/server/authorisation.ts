/**
 * Who may look. With a token: who sends it, as a bearer, in the address once, or as the cookie that the address leaves
 * behind. Without one, only requests made to a loopback name: a foreign page whose own name was pointed at 127.0.0.1
 * (DNS rebinding) still says its own name.
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

export const LEAST_TOKEN_LENGTH = 16;

/** Whether an address to listen on can be reached from this machine only. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

/** Compares digests, so that the time taken tells nothing of the secret. */
function isSame(given: string, expected: string): boolean {
  const digest = (value: string): Buffer => createHash('sha256').update(value).digest();
  return timingSafeEqual(digest(given), digest(expected));
}

/** The value of the cookie: proves that its bearer had the token without containing it. */
export function cookieValue(token: string): string {
  return createHmac('sha256', token).update('enkit live page').digest('hex');
}

/** Name of the cookie: cookies do not know ports, and one machine may serve several runs. */
export function cookieName(port: number): string {
  return `enkit-ui-${port}`;
}

export interface Credentials {
  readonly authorization: string | undefined;
  readonly query: string | undefined;
  readonly cookie: string | undefined;
}

/** Whether one of the credentials is that of `token`. */
export function isAuthorised({ authorization, query, cookie }: Credentials, token: string): boolean {
  const proofs = [
    isSame(authorization ?? '', `Bearer ${token}`),
    isSame(query ?? '', token),
    isSame(cookie ?? '', cookieValue(token)),
  ];
  return proofs.includes(true);
}

/** Whether a Host header names the loopback. */
export function isLoopbackRequest(host: string | undefined): boolean {
  const name = /^(\[[^\]]*\]|[^:]*)(:\d+)?$/.exec(host ?? '')?.[1] ?? '';
  return isLoopback(name.replace(/^\[(.*)\]$/, '$1').toLowerCase());
}
