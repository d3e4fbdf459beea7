import { Network, Plus } from 'lucide-react';
import { useState } from 'react';
import { type EchoResult, type Peer, peers, views } from './api.ts';
import { Associations } from './Associations.tsx';
import { FormDialog } from './FormDialog.tsx';
import { PeerDialog } from './PeerDialog.tsx';
import { Cell, Mark, Rows, Section } from './Section.tsx';
import { messageOf, useLoaded } from './useLoaded.ts';
import { Views } from './Views.tsx';

type Asked = { readonly what: 'edit'; readonly peer: Peer | null } | { readonly what: 'remove'; readonly peer: Peer };

/** The systems that Gantry talks DICOM with. */
export function Peers() {
  const loaded = useLoaded(peers.list);
  const known = useLoaded(views.list);
  const [asked, setAsked] = useState<Asked | null>(null);
  const [echoes, setEchoes] = useState<ReadonlyMap<string, EchoResult | 'waiting'>>(new Map());
  const [echoed, setEchoed] = useState(0);
  const close = () => setAsked(null);

  const note = (name: string, result: EchoResult | 'waiting') => setEchoes((before) => new Map(before).set(name, result));
  const echo = (name: string) => {
    note(name, 'waiting');
    peers.echo(name).then(
      (result) => note(name, result ?? { ok: false, detail: 'No answer.', milliseconds: 0 }),
      (error: unknown) => note(name, { ok: false, detail: messageOf(error), milliseconds: 0 }),
    ).finally(() => setEchoed((before) => before + 1));
  };

  return (
    <>
      <Section
        title="Peers"
        lead="The systems that may call by DICOM, and that can be called."
        actions={
          <button type="button" className="button" onClick={() => setAsked({ what: 'edit', peer: null })}>
            <Plus aria-hidden="true" />
            Add a peer
          </button>
        }
      >
        <Rows loaded={loaded} empty="No peers are registered. Add the modalities and archives that Gantry works with." head={['Peer', 'AE title', 'Address', 'Rights', 'State', 'Echo', '']}>
          {(peer) => (
            <tr key={peer.name} data-off={!peer.enabled}>
              <Cell of="Peer" className="main">{peer.name}</Cell>
              <Cell of="AE title">{peer.aeTitle}</Cell>
              <Cell of="Address">{peer.host}:{peer.port}{peer.tls ? ' · TLS' : ''}</Cell>
              <Cell of="Rights">{peer.rights.join(', ') || 'none'}{peer.views.length > 0 && <div className="sub">only {peer.views.join(', ')}</div>}</Cell>
              <Cell of="State">{peer.enabled ? <Mark kind="good">enabled</Mark> : <Mark kind="off">disabled</Mark>}</Cell>
              <Cell of="Echo" className="long"><Echo result={echoes.get(peer.name)} /></Cell>
              <Cell of="" className="actions">
                <button type="button" className="button small" aria-label={`Echo ${peer.name}`} disabled={echoes.get(peer.name) === 'waiting'} onClick={() => echo(peer.name)}>
                  <Network aria-hidden="true" />
                  Echo
                </button>
                <button type="button" className="button small" aria-label={`Edit ${peer.name}`} onClick={() => setAsked({ what: 'edit', peer })}>Edit</button>
                <button type="button" className="button small" aria-label={`Remove ${peer.name}`} onClick={() => setAsked({ what: 'remove', peer })}>Remove</button>
              </Cell>
            </tr>
          )}
        </Rows>
      </Section>
      <Views loaded={known} />
      <Associations refresh={echoed} />
      {asked?.what === 'edit' && (
        <PeerDialog
          peer={asked.peer}
          views={(known.value ?? []).map((view) => view.name)}
          onClose={close}
          onSave={async (name, change) => {
            await (asked.peer ? peers.change(name, change) : peers.add({ name, ...change }));
            loaded.reload();
            known.reload();
          }}
        />
      )}
      {asked?.what === 'remove' && (
        <FormDialog title={`Remove ${asked.peer.name}?`} action="Remove" isDangerous onClose={close} onSubmit={async () => { await peers.remove(asked.peer.name); loaded.reload(); known.reload(); }}>
          <p>It can no longer associate by its registration, and can no longer be sent to. What it has stored stays.</p>
        </FormDialog>
      )}
    </>
  );
}

function Echo({ result }: { result: EchoResult | 'waiting' | undefined }) {
  if (result === undefined) {
    return null;
  }
  if (result === 'waiting') {
    return <Mark kind="wait">calling…</Mark>;
  }
  return result.ok
    ? <Mark kind="good">{[`answered in ${Math.round(result.milliseconds)} ms`, result.detail].filter(Boolean).join(', ')}</Mark>
    : <Mark kind="bad">{result.detail ?? 'no answer'}</Mark>;
}
