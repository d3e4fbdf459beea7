import { useCallback, useState } from 'react';
import { moment, number } from '../console/format.ts';
import { Cell, Mark, Rows, Section } from '../console/Section.tsx';
import { messageOf, useLoaded } from '../console/useLoaded.ts';
import type { RouteFailure } from './api.ts';
import { sentence, studyTitle } from './wording.ts';

const everyMs = 3000;

interface Props {
  readonly rule: string;
  readonly of: {
    failures(rule: string, signal: AbortSignal): Promise<{ count: number; failures: RouteFailure[] }>;
    retry(rule: string): Promise<unknown>;
  };
  readonly title: string;
  readonly lead: string;
  /** What the button says that has all tried again. */
  readonly again: string;
  readonly onRetried: () => void;
  readonly onClose: () => void;
}

/** What a rule has put aside, and why. */
export function Refusals({ rule, of, title, lead, again, onRetried, onClose }: Props) {
  const loaded = useLoaded(useCallback((signal: AbortSignal) => of.failures(rule, signal), [of, rule]), everyMs);
  const [problem, setProblem] = useState('');
  const count = loaded.value?.count ?? 0;
  const retry = () =>
    of.retry(rule).then(() => { setProblem(''); loaded.reload(); onRetried(); }, (error: unknown) => setProblem(messageOf(error)));
  return (
    <Section
      title={title}
      lead={lead}
      actions={
        <>
          <button type="button" className="button primary" disabled={count === 0} onClick={() => void retry()}>{again}</button>
          <button type="button" className="button" onClick={onClose}>Close</button>
        </>
      }
    >
      {problem && <p className="problem" role="alert">{problem}</p>}
      <Rows loaded={{ ...loaded, value: loaded.value?.failures ?? null }} empty="Nothing is put aside any longer." head={['Study', 'Instance', 'Why', 'When']}>
        {(failure) => (
          <tr key={failure.instance}>
            <Cell of="Study" className="main long"><a href={`/studies/${failure.study}`}>{studyTitle(failure.studyName, failure.study)}</a></Cell>
            <Cell of="Instance" className="long uid">{failure.instance}</Cell>
            <Cell of="Why" className="long">{failure.toBeRetried ? <Mark kind="wait">is tried again</Mark> : <span className="bad">{sentence(failure.reason)}</span>}</Cell>
            <Cell of="When">{moment(failure.at, true)}</Cell>
          </tr>
        )}
      </Rows>
      {loaded.value && count > loaded.value.failures.length && <p className="quiet more">The first {number(loaded.value.failures.length)} of {number(count)}.</p>}
    </Section>
  );
}
