import { useCallback, useMemo, useState } from 'react';
import { audit, type AuditEvent } from './api.ts';
import { address, moment, words } from './format.ts';
import { Cell, Rows, Section } from './Section.tsx';
import { messageOf, useLoaded } from './useLoaded.ts';

/** Who did what, newest first. */
export function Audit() {
  const loaded = useLoaded(useCallback((signal: AbortSignal) => audit(0, signal), []));
  const [older, setOlder] = useState<readonly AuditEvent[]>([]);
  const [isEnd, setEnd] = useState(false);
  const [problem, setProblem] = useState('');
  const [sought, setSought] = useState('');

  const newest = loaded.value;
  const all = useMemo(() => (newest ? [...newest, ...older.filter((event) => event.number < (newest.at(-1)?.number ?? 0))] : null), [newest, older]);
  const shown = useMemo(() => {
    const wanted = sought.trim().toLowerCase();
    return all && wanted !== '' ? all.filter((event) => [words(event.kind), event.actor, event.address, event.subject, event.detail].join(' ').toLowerCase().includes(wanted)) : all;
  }, [all, sought]);

  const more = () => {
    audit(all?.at(-1)?.number ?? 0).then(
      (events) => {
        setOlder((before) => [...before, ...events]);
        setEnd(events.length < 100);
      },
      (error: unknown) => setProblem(messageOf(error)),
    );
  };

  return (
    <Section
      title="Audit"
      lead="Who signed in, read, stored, deleted and changed what. Nothing here is ever changed."
      actions={<input className="input" type="search" aria-label="Search the events below" placeholder="Search below" value={sought} onChange={(event) => setSought(event.currentTarget.value)} />}
    >
      {problem && <p className="problem" role="alert">{problem}</p>}
      <Rows loaded={{ ...loaded, value: shown }} empty={sought ? 'None of the events loaded so far matches.' : 'Nothing has happened yet.'} head={['When', 'What', 'Who', 'From', 'Concerning', 'Detail']}>
        {(event) => (
          <tr key={event.number} data-alarm={/failed|denied|refused|locked/.test(event.kind)}>
            <Cell of="When">{moment(event.at, true)}</Cell>
            <Cell of="What" className="main">{words(event.kind)}</Cell>
            <Cell of="Who">{event.actor}</Cell>
            <Cell of="From">{address(event.address)}</Cell>
            <Cell of="Concerning" className="long">{event.subject}</Cell>
            <Cell of="Detail" className="long">{event.detail}</Cell>
          </tr>
        )}
      </Rows>
      {newest && newest.length === 100 && !isEnd && (
        <div className="more">
          <button type="button" className="button" onClick={more}>
            Older events
          </button>
        </div>
      )}
    </Section>
  );
}
