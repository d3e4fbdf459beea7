import { useCallback, useState } from 'react';
import { moment, number } from '../console/format.ts';
import { Cell, Mark, Rows, Section } from '../console/Section.tsx';
import { messageOf, useLoaded } from '../console/useLoaded.ts';
import { routes } from './api.ts';
import { sentence, studyTitle } from './wording.ts';

const everyMs = 3000;

/** What a rule's destination refused, and why. */
export function Refusals({ rule, onRetried, onClose }: { rule: string; onRetried: () => void; onClose: () => void }) {
  const loaded = useLoaded(useCallback((signal: AbortSignal) => routes.failures(rule, signal), [rule]), everyMs);
  const [problem, setProblem] = useState('');
  const count = loaded.value?.count ?? 0;
  const retry = () =>
    routes.retry(rule).then(() => { setProblem(''); loaded.reload(); onRetried(); }, (error: unknown) => setProblem(messageOf(error)));
  return (
    <Section
      title={`Put aside by ${rule}`}
      lead="The destination refused these; the rule went on without them."
      actions={
        <>
          <button type="button" className="button primary" disabled={count === 0} onClick={() => void retry()}>Send all again</button>
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
            <Cell of="Why" className="long">{failure.toBeRetried ? <Mark kind="wait">is sent again</Mark> : <span className="bad">{sentence(failure.reason)}</span>}</Cell>
            <Cell of="When">{moment(failure.at, true)}</Cell>
          </tr>
        )}
      </Rows>
      {loaded.value && count > loaded.value.failures.length && <p className="quiet more">The first {number(loaded.value.failures.length)} of {number(count)}.</p>}
    </Section>
  );
}
