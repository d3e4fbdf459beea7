import { getJson, sendJson } from '../api/http.ts';

/** The administration's API; the contracts are docs/design/session-api.md, peers-api.md and views-api.md. */

export interface User {
  readonly name: string;
  readonly role: 'administrator' | 'reader';
  readonly disabled: boolean;
  readonly locked: boolean;
  readonly mustChangePassword: boolean;
  readonly createdAt: string;
  readonly lastSignInAt: string | null;
}

export type Scope = 'read' | 'store' | 'admin';

export interface Token {
  readonly id: string;
  readonly user: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly createdAt: string;
  readonly expiresAt: string | null;
  readonly lastUsedAt: string | null;
  readonly revokedAt: string | null;
}

export interface AuditEvent {
  readonly number: number;
  readonly at: string;
  readonly kind: string;
  readonly actor: string | null;
  readonly address: string | null;
  readonly subject: string | null;
  readonly detail: string | null;
}

export interface IngestMinute {
  readonly at: string;
  readonly stored: number;
  readonly duplicates: number;
  readonly refused: number;
  readonly bytes: number;
}

export interface SystemState {
  readonly version: string;
  readonly aeTitle: string;
  readonly startedAt: string;
  readonly now: string;
  readonly memoryBytes: number;
  readonly cpuSeconds: number;
  readonly processors: number;
  readonly warnings: readonly string[];
  readonly storage: { readonly root: string; readonly freeBytes: number; readonly totalBytes: number; readonly objectBytes: number; readonly readyBytes: number; readonly indexBytes: number; readonly putAside: number };
  readonly counts: { readonly patients: number; readonly studies: number; readonly series: number; readonly instances: number };
  readonly lastHour: readonly IngestMinute[];
  readonly sinceStart: IngestMinute;
}

export type PeerRight = 'store' | 'query' | 'retrieve';

export interface Peer {
  readonly name: string;
  readonly aeTitle: string;
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  readonly certificateFingerprint: string | null;
  readonly anyAddress: boolean;
  readonly characterSet: string | null;
  readonly rights: readonly PeerRight[];
  /** Names of views; none is the whole archive. */
  readonly views: readonly string[];
  readonly enabled: boolean;
}

export type PeerChange = Partial<Omit<Peer, 'name'>>;

export interface View {
  readonly name: string;
  readonly match: readonly string[];
  readonly sources: readonly string[];
  readonly peers: readonly string[];
}

export interface EchoResult {
  readonly ok: boolean;
  readonly detail: string | null;
  readonly milliseconds: number;
}

export interface Association {
  readonly at: string;
  readonly direction: 'in' | 'out';
  readonly callingAe: string;
  readonly calledAe: string;
  readonly address: string | null;
  readonly peer: string | null;
  readonly outcome: string;
  readonly reason: string | null;
  readonly seconds: number;
  readonly stored: number;
  readonly failed: number;
  readonly echoes: number;
  readonly queries: number;
  readonly retrievals: number;
  readonly bytes: number;
}

const at = encodeURIComponent;

export const users = {
  list: (signal: AbortSignal) => getJson<{ users: User[] }>('/api/users', signal).then((answer) => answer.users),
  add: (name: string, role: User['role']) => sendJson<{ user: User; oneTimePassword: string }>('POST', '/api/users', { name, role }),
  change: (name: string, change: { role?: User['role']; disabled?: boolean }) => sendJson<User>('PATCH', `/api/users/${at(name)}`, change),
  resetPassword: (name: string) => sendJson<{ oneTimePassword: string }>('POST', `/api/users/${at(name)}/password`, {}),
};

/** Everybody's tokens, or with `own` those of who is signed in. */
export function tokensOf(own: boolean) {
  const path = own ? '/api/session/tokens' : '/api/tokens';
  return {
    list: (signal: AbortSignal) => getJson<{ tokens: Token[] }>(path, signal).then((answer) => answer.tokens),
    add: (user: string, name: string, scopes: readonly Scope[], expiresAt: string | null) => sendJson<{ token: Token; secret: string }>('POST', path, { user, name, scopes, expiresAt }),
    revoke: (id: string) => sendJson('DELETE', `${path}/${at(id)}`, {}),
  };
}

export const audit = (before: number, signal?: AbortSignal) => getJson<{ events: AuditEvent[] }>(`/api/audit?before=${before}&limit=100`, signal).then((answer) => answer.events);

export const systemState = (signal: AbortSignal) => getJson<SystemState>('/api/system', signal);

export const peers = {
  list: (signal: AbortSignal) => getJson<{ peers: Peer[] }>('/api/peers', signal).then((answer) => answer.peers),
  add: (peer: PeerChange & { name: string }) => sendJson<Peer>('POST', '/api/peers', peer),
  change: (name: string, change: PeerChange) => sendJson<Peer>('PATCH', `/api/peers/${at(name)}`, change),
  remove: (name: string) => sendJson('DELETE', `/api/peers/${at(name)}`, {}),
  echo: (name: string) => sendJson<EchoResult>('POST', `/api/peers/${at(name)}/echo`, {}),
  associations: (signal: AbortSignal) => getJson<{ associations: Association[] }>('/api/associations?limit=100', signal).then((answer) => answer.associations),
};

export const views = {
  list: (signal: AbortSignal) => getJson<{ views: View[] }>('/api/views', signal).then((answer) => answer.views),
  put: (name: string, view: { match: readonly string[]; sources: readonly string[] }) => sendJson<View>('PUT', `/api/views/${at(name)}`, view),
  remove: (name: string) => sendJson('DELETE', `/api/views/${at(name)}`, {}),
};
