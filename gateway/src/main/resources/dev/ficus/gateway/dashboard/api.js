// Calls of the admin API.

const ROOT = 'admin/v1';
const KEPT = 'ficus.token';
const PATIENCE_MS = 15_000;

let token = sessionStorage.getItem(KEPT);
let whenRefused = () => {};

/** What went wrong with a call: an RFC 9457 problem, or status 0 when nobody answered. */
export class Problem extends Error {
  constructor(status, body) {
    super(body.detail || body.title || `The gateway answered ${status}.`);
    this.status = status;
    this.body = body;
  }

  /** The last part of the problem's type, such as `gates-not-met`. */
  get kind() {
    return String(this.body.type || '').split('/').pop();
  }
}

export const hasToken = () => token !== null;

/** Is told when a call was refused for want of a valid token. */
export const onRefused = (listener) => { whenRefused = listener; };

export function signIn(secret) {
  token = secret;
  sessionStorage.setItem(KEPT, secret);
}

export function signOut() {
  token = null;
  sessionStorage.removeItem(KEPT);
}

/** A link may bring a token in its fragment, which no server sees; it does not stay in the address. */
export function takeTokenFromAddress() {
  const fragment = new URLSearchParams(location.hash.slice(1));
  const brought = fragment.get('token');
  if (brought) {
    signIn(brought);
    history.replaceState(null, '', location.pathname + location.search + '#/');
  }
}

/** The path of a route's own calls; a subscriber's id is `route/subscriber`. */
export function routePath(id) {
  const [route, subscriber] = id.split('/');
  const path = `/routes/${encodeURIComponent(route)}`;
  return subscriber ? `${path}/subscribers/${encodeURIComponent(subscriber)}` : path;
}

export const groupPath = (name) => `/groups/${encodeURIComponent(name)}`;

export function request(path, options = {}) {
  const headers = { Authorization: `Bearer ${token}`, ...options.headers };
  return fetch(ROOT + path, { ...options, headers, cache: 'no-store', credentials: 'omit' });
}

/**
 * Calls the API and gives the whole answer.
 *
 * @returns {Promise<{body: any, etag: ?string}>}
 * @throws {Problem}
 */
export async function call(method, path, { body, ifMatch, text } = {}) {
  const headers = {};
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  if (text !== undefined) headers['Content-Type'] = 'application/yaml';
  if (ifMatch) headers['If-Match'] = ifMatch;
  const asked = token;
  let response;
  try {
    response = await request(path, {
      method,
      headers,
      body: text ?? (body === undefined ? undefined : JSON.stringify(body)),
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
  } catch {
    throw new Problem(0, { detail: 'The gateway does not answer on its management port.' });
  }
  if (response.status === 401 && asked === token) whenRefused();
  const type = response.headers.get('Content-Type') || '';
  const answer = type.includes('json') ? await response.json() : await response.text();
  if (!response.ok) throw new Problem(response.status, typeof answer === 'string' ? {} : answer);
  return { body: answer, etag: response.headers.get('ETag') };
}

export const get = async (path) => (await call('GET', path)).body;
