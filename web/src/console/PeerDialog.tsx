import type { Peer, PeerChange, PeerRight } from './api.ts';
import { FormDialog } from './FormDialog.tsx';

const rights: readonly { readonly right: PeerRight; readonly title: string }[] = [
  { right: 'store', title: 'Store: may send instances here' },
  { right: 'query', title: 'Query: may search here' },
  { right: 'retrieve', title: 'Retrieve: may fetch from here' },
];

/** The facts of a peer, new or known. */
export function PeerDialog({ peer, views, onSave, onClose }: { peer: Peer | null; views: readonly string[]; onSave: (name: string, change: PeerChange) => Promise<unknown>; onClose: () => void }) {
  const save = (form: FormData) => {
    const text = (name: string) => String(form.get(name) ?? '').trim();
    return onSave(peer?.name ?? text('name'), {
      aeTitle: text('aeTitle') || text('name'), host: text('host'), port: Number(text('port')), tls: form.has('tls'),
      certificateFingerprint: text('certificateFingerprint'), anyAddress: form.has('anyAddress'), characterSet: text('characterSet'),
      rights: form.getAll('right') as PeerRight[], views: form.getAll('view') as string[], enabled: form.has('enabled'),
    });
  };
  return (
    <FormDialog title={peer ? `Edit ${peer.name}` : 'Add a peer'} action={peer ? 'Save' : 'Add'} onSubmit={save} onClose={onClose}>
      {!peer && (
        <div className="field">
          <label htmlFor="peer-name">Name</label>
          <input id="peer-name" name="name" className="input" placeholder="CT room 1" autoComplete="off" required autoFocus />
        </div>
      )}
      <div className="field">
        <label htmlFor="peer-ae">AE title</label>
        <input id="peer-ae" name="aeTitle" className="input" maxLength={16} defaultValue={peer?.aeTitle} autoCapitalize="characters" spellCheck={false} autoComplete="off" required />
      </div>
      <div className="pair">
        <div className="field">
          <label htmlFor="peer-host">Host</label>
          <input id="peer-host" name="host" className="input" defaultValue={peer?.host} placeholder="10.0.0.7" spellCheck={false} autoComplete="off" required />
        </div>
        <div className="field">
          <label htmlFor="peer-port">Port</label>
          <input id="peer-port" name="port" className="input" type="number" min={1} max={65535} defaultValue={peer?.port ?? 104} required />
        </div>
      </div>
      <fieldset className="checks">
        <legend>Rights</legend>
        {rights.map(({ right, title }) => (
          <label key={right}>
            <input type="checkbox" name="right" value={right} defaultChecked={peer?.rights.includes(right) ?? true} /> {title}
          </label>
        ))}
      </fieldset>
      {views.length > 0 && (
        <fieldset className="checks">
          <legend>Sees only these views <span className="quiet">(none: the whole archive)</span></legend>
          {views.map((view) => (
            <label key={view}>
              <input type="checkbox" name="view" value={view} defaultChecked={peer?.views.includes(view) ?? false} /> {view}
            </label>
          ))}
        </fieldset>
      )}
      <fieldset className="checks">
        <legend>Connection</legend>
        <label><input type="checkbox" name="enabled" defaultChecked={peer?.enabled ?? true} /> Enabled</label>
        <label><input type="checkbox" name="tls" defaultChecked={peer?.tls ?? false} /> Called with TLS</label>
        <label><input type="checkbox" name="anyAddress" defaultChecked={peer?.anyAddress ?? false} /> May call from any address, not only its host</label>
      </fieldset>
      <details className="details">
        <summary>More</summary>
        <div className="field">
          <label htmlFor="peer-set">Character set it is answered in (a defined term such as ISO_IR 100; empty: UTF-8 as stored)</label>
          <input id="peer-set" name="characterSet" className="input" defaultValue={peer?.characterSet ?? ''} autoComplete="off" />
        </div>
        <div className="field">
          <label htmlFor="peer-print">SHA-256 fingerprint of its certificate</label>
          <input id="peer-print" name="certificateFingerprint" className="input" defaultValue={peer?.certificateFingerprint ?? ''} autoComplete="off" spellCheck={false} />
        </div>
      </details>
    </FormDialog>
  );
}
