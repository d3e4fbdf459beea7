import { date, personName } from '../viewer/overlays/text.ts';
import type { Job, JobState, Route, StudyName } from './api.ts';

/** "Doe, Jane · CT head · 2026-01-02"; a study of which nothing is known by its UID. */
export function studyTitle(study: StudyName | null | undefined, uid: string): string {
  const known = study ? [personName(study.patient ?? ''), study.description ?? '', date(study.date ?? '')].filter((part) => part !== '') : [];
  return known.length > 0 ? known.join(' · ') : `study ${uid}`;
}

const kinds: Record<string, string> = {
  send: 'Send', retrieve: 'Retrieve', move: 'Move', 'commit-request': 'Ask for commitment', commit: 'Commit', notify: 'Notify', prefetch: 'Prefetch',
};

export const jobKinds = Object.entries(kinds);

export function kindTitle(kind: string): string {
  return kinds[kind] ?? kind;
}

export function stateKind(state: JobState): 'good' | 'bad' | 'off' | 'wait' {
  return state === 'done' ? 'good' : state === 'failed' ? 'bad' : state === 'canceled' ? 'off' : 'wait';
}

export const stateWords: Record<JobState, string> = { queued: 'waiting', running: 'running', done: 'done', failed: 'given up', canceled: 'cancelled' };

/** What a job is about, in words. */
export function aboutJob(job: Job): string {
  const [only] = job.studies ?? [];
  if (only !== undefined && job.studies?.length === 1) {
    return studyTitle(job.study, only);
  }
  return job.studies && job.studies.length > 1 ? `${job.studies.length} studies` : job.patientId ? `patient ${job.patientId}` : job.subject;
}

/** Where a job goes to or comes from. */
export function otherSide(job: Job): string {
  switch (job.kind) {
    case 'send':
    case 'notify':
    case 'commit-request':
      return job.peer ? `to ${job.peer}` : '';
    case 'retrieve':
    case 'prefetch':
      return job.peer ? `from ${job.peer}` : '';
    case 'move':
      return `from ${job.peer} to ${job.destination}`;
    default:
      return '';
  }
}

/** A condition as people read it: "Modality=CT,MR" becomes "Modality is CT or MR". */
export function conditionWords(text: string): string {
  const { attribute, isNegated, values } = readCondition(text);
  const patterns = values.split(',').map((value) => rangeWords(value.trim()));
  return `${attribute} is ${isNegated ? 'not ' : ''}${patterns.join(' or ')}`;
}

/** A value or, of a date, a range: "-90d-" is the last ninety days, "20240101-" from a day on. */
function rangeWords(value: string): string {
  const day = '(\\d{8}|-\\d+d)?';
  const [, from, until] = new RegExp(`^${day}-${day}$`).exec(value) ?? [];
  const ends = [from, until].map((end) => (end?.endsWith('d') ? `${end.slice(1, -1)} days` : date(end)));
  if (from && until) {
    return `from ${ends[0]}${from.endsWith('d') ? ' ago' : ''} to ${ends[1]}${until.endsWith('d') ? ' ago' : ''}`;
  }
  if (from) {
    return from.endsWith('d') ? `in the last ${ends[0]}` : `${ends[0]} or later`;
  }
  return until ? (until.endsWith('d') ? `older than ${ends[1]}` : `${ends[1]} or earlier`) : value || 'empty';
}

export interface Condition {
  readonly attribute: string;
  readonly isNegated: boolean;
  readonly values: string;
}

export function readCondition(text: string): Condition {
  const equals = text.indexOf('=');
  const isNegated = equals > 0 && text[equals - 1] === '!';
  return { attribute: text.slice(0, isNegated ? equals - 1 : Math.max(0, equals)).trim(), isNegated, values: text.slice(equals + 1) };
}

/** An error as a sentence begins. */
export function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** What a rule does, in words. */
export function ruleDoes({ action, peer, url }: Route): string {
  return { send: `Send to ${peer ?? hostOf(url)}`, notify: `Tell ${peer} what is here`, prefetch: `Fetch earlier studies from ${peer}` }[action];
}

export function ruleWhen({ action, when, quietSeconds, from, until }: Route): string {
  const each = action === 'prefetch' ? 'as soon as a study begins to come' : when === 'study' || action === 'notify' ? `each study, ${quietSeconds} s after its last image` : 'each image as it comes';
  return from && until ? `${each}, from ${from} to ${until}` : each;
}

function hostOf(url: string | null): string {
  try {
    return new URL(url ?? '').host;
  } catch {
    return url ?? '';
  }
}
