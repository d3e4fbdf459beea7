import { getJson, sendJson } from '../api/http.ts';
import type { RouteFailure } from '../exchange/api.ts';

/** Compression rules; the contract is docs/design/compression-api.md. */

export interface CompressionRequest {
  /** UID or keyword of a transfer syntax. */
  readonly to: string;
  readonly afterSeconds: number;
  /** What arrives is compressed before it is stored. */
  readonly onArrival: boolean;
  readonly match: readonly string[];
  readonly sources: readonly string[];
  readonly stored: readonly string[];
  readonly from: string | null;
  readonly until: string | null;
  readonly lossy: boolean;
  readonly quality: number;
  readonly evenIfLarger: boolean;
  readonly enabled: boolean;
  readonly fromStart?: boolean;
}

export interface CompressionRule extends Omit<CompressionRequest, 'fromStart'> {
  readonly name: string;
  readonly toName: string;
  readonly compressed: number;
  readonly bytesBefore: number;
  readonly bytesAfter: number;
  readonly left: number;
  readonly leftBecause: readonly { readonly reason: string; readonly count: number; readonly last: string }[];
  readonly failed: number;
  readonly waiting: number;
  readonly error: string | null;
}

export interface CompressionTarget {
  readonly uid: string;
  readonly keyword: string;
  readonly name: string;
  readonly isLossy: boolean;
}

export interface CompressionState {
  readonly rules: readonly CompressionRule[];
  readonly targets: readonly CompressionTarget[];
  /** What instances may be stored in that rules touch. */
  readonly storedIn: readonly CompressionTarget[];
  readonly waitingForRoom: boolean;
  readonly toFree: { readonly objects: number; readonly bytes: number };
}

const at = encodeURIComponent;

export const compression = {
  read: (signal: AbortSignal) => getJson<CompressionState>('/api/compression', signal),
  put: (name: string, rule: CompressionRequest) => sendJson<CompressionRule>('PUT', `/api/compression/${at(name)}`, rule),
  remove: (name: string) => sendJson('DELETE', `/api/compression/${at(name)}`, {}),
  failures: (name: string, signal: AbortSignal) => getJson<{ count: number; failures: RouteFailure[] }>(`/api/compression/${at(name)}/failures`, signal),
  retry: (name: string) => sendJson<{ retried: number }>('POST', `/api/compression/${at(name)}/retry`, {}),
};
