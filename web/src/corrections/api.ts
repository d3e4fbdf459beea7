import { getJson, request, sendJson } from '../api/http.ts';

/** Corrections of patients and studies; the contract is docs/design/corrections-api.md. */

export interface Change {
  readonly attribute: string;
  /** Absent where the attribute is removed. */
  readonly values?: readonly string[];
}

export interface Correction {
  readonly number: number;
  readonly study?: string;
  readonly series?: string;
  readonly patientId?: string;
  readonly changes: readonly Change[];
  readonly reason: string;
  readonly by: string;
  readonly at: string;
  readonly undoes?: number;
  readonly undoneBy?: number;
}

export interface CorrectionRequest {
  readonly study?: string;
  readonly patientId?: string;
  readonly issuerOfPatientId?: string;
  readonly changes: readonly Change[];
  readonly reason: string;
}

export const corrections = {
  ofStudy: (study: string, signal: AbortSignal) => getJson<{ corrections: readonly Correction[] }>(`/api/corrections?study=${encodeURIComponent(study)}`, signal).then((answer) => answer.corrections),
  make: (asked: CorrectionRequest) => sendJson<Correction>('POST', '/api/corrections', asked),
  undo: (number: number, reason: string) => sendJson<Correction>('POST', `/api/corrections/${number}/undo`, { reason }),
};

/** What can be corrected here; more by the API and the command line. */
export const fields = [
  { keyword: 'PatientName', tag: '00100010', label: 'Name', hint: 'Family^Given', isOfPatient: true },
  { keyword: 'PatientID', tag: '00100020', label: 'Patient ID', hint: '', isOfPatient: true },
  { keyword: 'PatientBirthDate', tag: '00100030', label: 'Born', hint: '', isOfPatient: true },
  { keyword: 'PatientSex', tag: '00100040', label: 'Sex', hint: '', isOfPatient: true },
  { keyword: 'StudyDate', tag: '00080020', label: 'Study date', hint: '', isOfPatient: false },
  { keyword: 'AccessionNumber', tag: '00080050', label: 'Accession number', hint: '', isOfPatient: false },
  { keyword: 'StudyDescription', tag: '00081030', label: 'Description', hint: '', isOfPatient: false },
  { keyword: 'ReferringPhysicianName', tag: '00080090', label: 'Referring physician', hint: 'Family^Given', isOfPatient: false },
] as const;

export type Keyword = (typeof fields)[number]['keyword'];

/** What a study shows now, by keyword; an attribute without a value is an empty text. */
export interface Shown {
  readonly values: Readonly<Record<Keyword, string>>;
  readonly issuer: string;
}

const issuerTag = '00100021';

export async function shown(study: string, signal: AbortSignal): Promise<Shown> {
  const tags = [...fields.map((field) => field.tag), issuerTag].join(',');
  const response = await request(`/dicom-web/studies?StudyInstanceUID=${encodeURIComponent(study)}&includefield=${tags}`, { signal, headers: { Accept: 'application/dicom+json' } });
  const [row] = response.status === 204 ? [] : ((await response.json()) as readonly JsonRow[]);
  return { values: Object.fromEntries(fields.map((field) => [field.keyword, textOf(row, field.tag)])) as Record<Keyword, string>, issuer: textOf(row, issuerTag) };
}

type JsonRow = Readonly<Record<string, { readonly Value?: readonly unknown[] }>>;

/** The first value of an attribute of the DICOM JSON model (PS3.18 F.2) as DICOM writes it. */
export function textOf(row: JsonRow | undefined, tag: string): string {
  const value = row?.[tag]?.Value?.[0];
  if (value === undefined || value === null) {
    return '';
  }
  if (typeof value !== 'object') {
    return String(value);
  }
  const name = value as { Alphabetic?: string; Ideographic?: string; Phonetic?: string };
  return [name.Alphabetic ?? '', name.Ideographic ?? '', name.Phonetic ?? ''].join('=').replace(/=+$/, '');
}

/** The changes that lead from what is shown to what was typed; what is typed empty is emptied. */
export function changesOf(before: Shown['values'], typed: Readonly<Partial<Record<Keyword, string>>>): readonly Change[] {
  return fields
    .filter(({ keyword }) => typed[keyword] !== undefined && typed[keyword] !== before[keyword])
    .map(({ keyword }) => ({ attribute: keyword, values: typed[keyword] === '' ? [] : [typed[keyword] ?? ''] }));
}

/** A correction in words: what becomes of which attribute. */
export function sayChanges(correction: Correction): string {
  return correction.changes.map((change) => `${change.attribute} ${change.values === undefined ? 'removed' : change.values.length === 0 ? 'emptied' : `is ${change.values.join(', ')}`}`).join('; ');
}
