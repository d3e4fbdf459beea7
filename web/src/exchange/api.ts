import { getJson, sendJson } from '../api/http.ts';

/** Jobs, routing rules and searching peers; the contracts are docs/design/jobs-api.md, routes-api.md and peers-api.md. */

export type JobState = 'queued' | 'running' | 'done' | 'failed' | 'canceled';

/** What people call a study by. */
export interface StudyName {
  readonly uid: string;
  readonly patient?: string | null;
  readonly date?: string | null;
  readonly description?: string | null;
  readonly instances: number;
}

export interface Job {
  readonly id: number;
  readonly kind: string;
  readonly subject: string;
  readonly state: JobState;
  readonly attempts: number;
  readonly total: number;
  readonly completed: number;
  readonly failed: number;
  readonly warnings: number;
  readonly nextTryAt: string | null;
  readonly error: string | null;
  readonly by: string | null;
  readonly createdAt: string;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  readonly peer: string | null;
  readonly destination: string | null;
  readonly patientId: string | null;
  readonly studies: readonly string[] | null;
  readonly study: StudyName | null;
  readonly history: readonly { readonly at: string; readonly text: string }[] | null;
}

export interface JobRequest {
  readonly kind: 'send' | 'retrieve' | 'commit-request' | 'notify' | 'prefetch';
  readonly peer: string;
  readonly method?: 'get' | 'move';
  readonly patientId?: string;
  readonly studies?: readonly string[];
}

export interface JobFilter {
  readonly state: JobState | '';
  readonly kind: string;
}

export type RouteAction = 'send' | 'notify' | 'prefetch';

export interface RouteRequest {
  readonly action: RouteAction;
  readonly peer: string | null;
  readonly url: string | null;
  readonly token?: string;
  readonly when: 'instance' | 'study';
  readonly quietSeconds: number;
  readonly match: readonly string[];
  readonly sources: readonly string[];
  readonly from: string | null;
  readonly until: string | null;
  readonly enabled: boolean;
  readonly fromStart?: boolean;
}

export interface Route extends Omit<RouteRequest, 'token' | 'fromStart'> {
  readonly name: string;
  readonly forwarded: number;
  readonly waiting: number;
  readonly refused: number;
  readonly attempts: number;
  readonly nextTryAt: string | null;
  readonly error: string | null;
  readonly hasToken: boolean;
}

export interface RouteFailure {
  readonly instance: string;
  readonly study: string;
  readonly reason: string;
  readonly at: string;
  readonly toBeRetried: boolean;
  readonly studyName?: StudyName | null;
}

export interface PeerStudy {
  readonly uid: string;
  readonly patient?: string;
  readonly id?: string;
  readonly birthDate?: string;
  readonly sex?: string;
  readonly date?: string;
  readonly time?: string;
  readonly modalities: readonly string[];
  readonly description?: string;
  readonly accession?: string;
  readonly series?: number;
  readonly instances?: number;
  readonly here: number;
}

export interface PeerQuestion {
  readonly patient: string;
  readonly id: string;
  readonly accession: string;
  readonly modality: string;
  readonly from: string;
  readonly until: string;
}

const at = encodeURIComponent;

export const jobs = {
  list: ({ state, kind }: JobFilter, before: number, signal?: AbortSignal) => {
    const search = new URLSearchParams({ limit: '100', ...(state && { state }), ...(kind && { kind }), ...(before > 0 && { before: String(before) }) });
    return getJson<{ jobs: Job[] }>(`/api/jobs?${search}`, signal).then((answer) => answer.jobs);
  },
  get: (id: number, signal?: AbortSignal) => getJson<Job>(`/api/jobs/${id}`, signal),
  add: (job: JobRequest) => sendJson<Job>('POST', '/api/jobs', job),
  retry: (id: number) => sendJson<Job>('POST', `/api/jobs/${id}/retry`, {}),
  cancel: (id: number) => sendJson<Job>('POST', `/api/jobs/${id}/cancel`, {}),
};

export const routes = {
  list: (signal: AbortSignal) => getJson<{ routes: Route[] }>('/api/routes', signal).then((answer) => answer.routes),
  put: (name: string, route: RouteRequest) => sendJson<Route>('PUT', `/api/routes/${at(name)}`, route),
  remove: (name: string) => sendJson('DELETE', `/api/routes/${at(name)}`, {}),
  failures: (name: string, signal: AbortSignal) => getJson<{ count: number; failures: RouteFailure[] }>(`/api/routes/${at(name)}/failures`, signal),
  retry: (name: string) => sendJson<{ retried: number }>('POST', `/api/routes/${at(name)}/retry`, {}),
};

export function searchPeer(peer: string, question: PeerQuestion, signal: AbortSignal) {
  const search = new URLSearchParams(Object.entries(question).filter(([, value]) => value !== ''));
  return getJson<{ studies: PeerStudy[]; hasMore: boolean }>(`/api/peers/${at(peer)}/studies?${search}`, signal);
}
