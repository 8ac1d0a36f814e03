/** Keeps secrets out of the log: passwords by the name of their field, and credentials inside any URL. */

/** Fields whose value is never written, at the top or one level below. */
const SECRET_FIELDS = ['password', 'pass', 'secret', 'token', 'authorization', 'auth', 'apiKey'];
export const REDACTED = '[redacted]';
export const REDACTED_PATHS: readonly string[] = SECRET_FIELDS.flatMap((field) => [
  field,
  `*.${field}`,
  `*.*.${field}`,
]);

/** The part between the scheme and the host: user, password or both. */
const URL_CREDENTIALS = /\b([a-z][a-z0-9+.-]*:\/\/)[^\s/"'@]*@/gi;
/** A password with a slash in it is no valid URL, but what was typed; Redis' schemes are worth the wider net. */
const REDIS_CREDENTIALS = /\b(rediss?:\/\/)[^\s"']*@/gi;

/** `text` with the credentials of every URL in it replaced; `redis://:secret@host` becomes `redis://[redacted]@host`. */
export function redactUrls(text: string): string {
  return text.replace(REDIS_CREDENTIALS, `$1${REDACTED}@`).replace(URL_CREDENTIALS, `$1${REDACTED}@`);
}
