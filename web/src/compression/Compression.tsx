import { Plus, TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import { FormDialog } from '../console/FormDialog.tsx';
import { bytes, number, span } from '../console/format.ts';
import { Cell, Mark, Rows, Section } from '../console/Section.tsx';
import { messageOf, useLoaded } from '../console/useLoaded.ts';
import { Refusals } from '../exchange/Refusals.tsx';
import { conditionWords, sentence } from '../exchange/wording.ts';
import { compression, type CompressionRequest, type CompressionRule } from './api.ts';
import { CompressionDialog } from './CompressionDialog.tsx';

const everyMs = 3000;

type Asked = { readonly what: 'edit'; readonly rule: CompressionRule | null } | { readonly what: 'remove'; readonly rule: CompressionRule };

/** Which stored instances are kept in another transfer syntax. */
export function Compression() {
  const loaded = useLoaded(compression.read, everyMs);
  const [asked, setAsked] = useState<Asked | null>(null);
  const [shown, setShown] = useState('');
  const [problem, setProblem] = useState('');
  const close = () => setAsked(null);
  const state = loaded.value;

  const save = async (name: string, request: CompressionRequest) => {
    await compression.put(name, request);
    loaded.reload();
  };
  const turn = (rule: CompressionRule, enabled: boolean) =>
    save(rule.name, { ...rule, enabled }).then(() => setProblem(''), (error: unknown) => setProblem(messageOf(error)));

  return (
    <>
      <Section
        title="Compression"
        lead="Keep what is stored in a smaller form. Lossless results are compared with the original, value by value, before they take its place."
        actions={
          <button type="button" className="button" onClick={() => setAsked({ what: 'edit', rule: null })}>
            <Plus aria-hidden="true" />
            Add a rule
          </button>
        }
      >
        {problem && <p className="problem" role="alert">{problem}</p>}
        {state?.waitingForRoom && <p className="health bad" role="alert"><TriangleAlert aria-hidden="true" /> The disk is too full to compress anything: nothing new can be written.</p>}
        <Rows loaded={{ ...loaded, value: state?.rules ?? null }} empty="There are no rules: everything stays in the form it came in." head={['Rule', 'Which', 'State', 'Compressed', '']}>
          {(rule) => (
            <tr key={rule.name} data-off={!rule.enabled}>
              <Cell of="Rule" className="main long">
                {rule.name}
                <div className="sub">{rule.toName}{rule.lossy ? `, quality ${rule.quality}` : ''}, {whenWords(rule)}</div>
              </Cell>
              <Cell of="Which" className="long"><Which rule={rule} nameOf={(uid) => state?.storedIn.find((one) => one.uid === uid)?.name ?? uid} /></Cell>
              <Cell of="State" className="long">
                {!rule.enabled ? <Mark kind="off">off</Mark> : rule.error ? <Mark kind="wait">waits</Mark> : <Mark kind="good">on</Mark>}
                {rule.enabled && rule.error && <div className="sub why">{sentence(rule.error)}</div>}
              </Cell>
              <Cell of="Compressed">
                {number(rule.compressed)}{rule.bytesBefore > 0 && <div className="sub">{bytes(rule.bytesBefore)} to {bytes(rule.bytesAfter)}</div>}
                {rule.left > 0 && <Left rule={rule} />}
                {rule.waiting > 0 && <div className="sub">{number(rule.waiting)} to look at</div>}
                {rule.failed > 0 && <button type="button" className="link bad" onClick={() => setShown(rule.name)}>{number(rule.failed)} failed</button>}
              </Cell>
              <Cell of="" className="actions">
                <button type="button" className="button small" aria-label={`Switch ${rule.name} ${rule.enabled ? 'off' : 'on'}`} onClick={() => void turn(rule, !rule.enabled)}>{rule.enabled ? 'Switch off' : 'Switch on'}</button>
                <button type="button" className="button small" aria-label={`Edit ${rule.name}`} onClick={() => setAsked({ what: 'edit', rule })}>Edit</button>
                <button type="button" className="button small" aria-label={`Remove ${rule.name}`} onClick={() => setAsked({ what: 'remove', rule })}>Remove</button>
              </Cell>
            </tr>
          )}
        </Rows>
        {state && state.toFree.objects > 0 && (
          <p className="quiet spaced">{number(state.toFree.objects)} originals ({bytes(state.toFree.bytes)}) are kept a while longer for those who are reading them.</p>
        )}
      </Section>
      {shown !== '' && (
        <Refusals
          key={shown} rule={shown} of={compression} title={`Failed by ${shown}`} lead="These could not be compressed, and stay as they are." again="Try all again"
          onRetried={loaded.reload} onClose={() => setShown('')}
        />
      )}
      {asked?.what === 'edit' && state && <CompressionDialog rule={asked.rule} targets={state.targets} storedIn={state.storedIn} taken={state.rules.map((rule) => rule.name)} onSave={save} onClose={close} />}
      {asked?.what === 'remove' && (
        <FormDialog title={`Remove ${asked.rule.name}?`} action="Remove" isDangerous onClose={close} onSubmit={async () => { await compression.remove(asked.rule.name); loaded.reload(); }}>
          <p>What it has compressed stays as it is now.</p>
        </FormDialog>
      )}
    </>
  );
}

function Left({ rule }: { rule: CompressionRule }) {
  return (
    <details className="sub">
      <summary>{number(rule.left)} left as they are</summary>
      <ul className="conditions">{rule.leftBecause.map((one) => <li key={one.reason}>{number(one.count)}: {one.reason}</li>)}</ul>
    </details>
  );
}

function Which({ rule, nameOf }: { rule: CompressionRule; nameOf: (uid: string) => string }) {
  const conditions = [
    ...rule.match.map(conditionWords), ...(rule.sources.length > 0 ? [`sent by ${rule.sources.join(' or ')}`] : []), ...(rule.stored.length > 0 ? [`stored as ${rule.stored.map(nameOf).join(' or ')}`] : []),
  ];
  return conditions.length === 0 ? <span className="quiet">everything</span> : <ul className="conditions">{conditions.map((one) => <li key={one}>{one}</li>)}</ul>;
}

function whenWords({ afterSeconds, onArrival, from, until }: CompressionRule): string {
  const when = onArrival ? 'before it is stored' : afterSeconds === 0 ? 'as it arrives' : `after ${span(afterSeconds)}`;
  return from && until ? `${when}, from ${from} to ${until}` : when;
}
