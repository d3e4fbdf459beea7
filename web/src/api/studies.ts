import { getJson } from './http.ts';

export interface StudyRow {
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
  readonly referring?: string;
  readonly series: number;
  readonly instances: number;
}

export interface StudyPage {
  readonly total?: number;
  readonly totalIsExact: boolean;
  readonly change: number;
  readonly hasMore: boolean;
  readonly studies: readonly StudyRow[];
}

export type SortColumn = 'patient' | 'id' | 'date' | 'description' | 'accession' | 'birthDate';

export interface StudyQuery {
  readonly text: string;
  readonly sort: SortColumn;
  readonly descending: boolean;
}

export function fetchStudies(query: StudyQuery, offset: number, limit: number, withTotal: boolean, signal: AbortSignal): Promise<StudyPage> {
  const search = new URLSearchParams({
    q: query.text, sort: query.sort, dir: query.descending ? 'desc' : 'asc', offset: String(offset), limit: String(limit), total: String(withTotal),
  });
  return getJson<StudyPage>(`/api/studies?${search}`, signal);
}

export interface StudyEvent {
  readonly change: number;
  readonly studies: readonly { readonly uid: string; readonly kind: 'stored' | 'deleted' | 'corrected' }[];
}

/** Tells of changes from `after` on, for as long as the page is open; a cut connection resumes by itself. */
export function watchStudies(after: number, onEvent: (event: StudyEvent) => void, onReset: () => void): () => void {
  const source = new EventSource(`/api/events?after=${after}`);
  source.addEventListener('studies', (message) => onEvent(JSON.parse((message as MessageEvent<string>).data) as StudyEvent));
  source.addEventListener('reset', onReset);
  return () => source.close();
}
