import { useEffect } from 'react';
import { type Association, peers } from './api.ts';
import { address, bytes, moment, number, words } from './format.ts';
import { sentence } from '../exchange/wording.ts';
import { Cell, Mark, Rows, Section } from './Section.tsx';
import { useLoaded } from './useLoaded.ts';

const everyMs = 5000;

/** Who called whom of late, how it ended and why. */
export function Associations({ refresh }: { refresh: number }) {
  const loaded = useLoaded(peers.associations, everyMs);
  const { reload } = loaded;
  useEffect(() => {
    if (refresh > 0) {
      reload();
    }
  }, [refresh, reload]);
  return (
    <Section title="Recent associations" lead="Since the server's start, newest first; why one was refused or broke off stands beside it.">
      <Rows loaded={loaded} empty="Nobody has called yet." head={['When', 'From', 'To', 'Address', 'Outcome', 'What happened']}>
        {(one) => (
          <tr key={`${one.at} ${one.address} ${one.direction}`}>
            <Cell of="When">{moment(one.at, true)}</Cell>
            <Cell of="From" className="main">{one.callingAe}{one.direction === 'in' && one.peer && one.peer !== one.callingAe ? <span className="quiet"> {one.peer}</span> : null}</Cell>
            <Cell of="To">{one.calledAe}{one.direction === 'out' && one.peer && one.peer !== one.calledAe ? <span className="quiet"> {one.peer}</span> : null}</Cell>
            <Cell of="Address">{address(one.address)}</Cell>
            <Cell of="Outcome"><Mark kind={kindOf(one)}>{words(one.outcome)}</Mark></Cell>
            <Cell of="What happened" className="long">{[one.reason && sentence(one.reason), done(one)].filter(Boolean).join('; ')}</Cell>
          </tr>
        )}
      </Rows>
    </Section>
  );
}

function kindOf(one: Association): 'good' | 'bad' | 'wait' {
  return one.outcome === 'released' || one.outcome === 'accepted' ? (one.failed > 0 ? 'bad' : 'good') : one.outcome === 'stopped' || one.outcome === 'idle' ? 'wait' : 'bad';
}

function done(one: Association): string {
  return [
    one.stored > 0 ? `${number(one.stored)} stored, ${bytes(one.bytes)}` : '',
    one.failed > 0 ? `${number(one.failed)} failed` : '',
    one.queries > 0 ? `${number(one.queries)} ${one.queries === 1 ? 'query' : 'queries'}` : '',
    one.retrievals > 0 ? `${number(one.retrievals)} ${one.retrievals === 1 ? 'retrieval' : 'retrievals'}` : '',
    one.echoes > 0 ? `${number(one.echoes)} ${one.echoes === 1 ? 'echo' : 'echoes'}` : '',
  ].filter(Boolean).join(', ');
}
