/** The routes: the page's files and its events. Read-only: nothing that a client sends changes anything. */
import { Hono, type MiddlewareHandler } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import type { HttpBindings } from '@hono/node-server';
import type { Asset } from './assets.ts';
import { cookieName, cookieValue, isAuthorised, isLoopbackRequest } from './authorisation.ts';
import { eventStream, type StreamLimits } from './eventStream.ts';
import type { FrameHub } from './frameHub.ts';

export interface ApplicationOptions {
  readonly hub: FrameHub;
  readonly assets: ReadonlyMap<string, Asset>;
  readonly token?: string | undefined;
  /** The port listened on, once it is known. */
  readonly port: () => number;
  readonly limits: StreamLimits;
}

type Environment = { Bindings: HttpBindings };
type Handler = MiddlewareHandler<Environment>;

/** Clients that may look at the same time. */
const MAXIMUM_STREAMS = 32;

const HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'cache-control': 'no-store',
};

export function createPageApplication(options: ApplicationOptions): Hono<Environment> {
  const app = new Hono<Environment>();
  app.use(secure, readOnly, allow(options));
  app.get('/events', events(options));
  for (const [path, { type, body }] of options.assets)
    app.get(path, (context) => context.body(body, 200, { 'content-type': type }));
  app.notFound((context) => context.text('there is nothing here\n', 404));
  app.onError((_error, context) => context.text('the request cannot be answered\n', 500));
  return app;
}

const secure: Handler = async (context, next) => {
  for (const [name, value] of Object.entries(HEADERS)) context.header(name, value);
  await next();
};

/** A body is of no use here: the connection that may bring one is closed after the answer. */
const readOnly: Handler = async (context, next) => {
  if (context.req.method === 'GET') return next();
  return context.text('this page is read-only: GET only\n', 405, { allow: 'GET', connection: 'close' });
};

function allow({ token, port }: ApplicationOptions): Handler {
  return async (context, next) => {
    const { req } = context;
    if (token === undefined) {
      if (isLoopbackRequest(req.header('host'))) return next();
      return context.text('this page is for its own machine only, under the name localhost or 127.0.0.1\n', 421);
    }
    const query = req.query('token');
    const cookie = getCookie(context, cookieName(port()));
    if (!isAuthorised({ authorization: req.header('authorization'), query, cookie }, token)) {
      const text = 'a token is needed: open the page as /?token=... once, or send it as "Authorization: Bearer ..."\n';
      return context.text(text, 401, { 'www-authenticate': 'Bearer realm="enkit"' });
    }
    if (query === undefined) return next();
    // The token leaves the address bar, the history and every copy of the address.
    setCookie(context, cookieName(port()), cookieValue(token), { httpOnly: true, sameSite: 'Strict', path: '/' });
    return context.redirect('./', 303);
  };
}

function events({ hub, limits }: ApplicationOptions): Handler {
  let open = 0;
  return async (context) => {
    if (open >= MAXIMUM_STREAMS) {
      return context.text('too many are looking already\n', 503, { 'retry-after': '5' });
    }
    const { outgoing } = context.env;
    open++;
    outgoing.once('close', () => open--);
    return eventStream(context, hub, limits, () => outgoing.destroy());
  };
}
