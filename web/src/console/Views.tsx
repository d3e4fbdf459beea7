import { Plus } from 'lucide-react';
import { useState } from 'react';
import { ConditionFields, listed, written } from '../exchange/ConditionFields.tsx';
import { type Condition, conditionWords, readCondition } from '../exchange/wording.ts';
import { type View, views } from './api.ts';
import { FormDialog } from './FormDialog.tsx';
import { Cell, Rows, Section } from './Section.tsx';
import type { Loaded } from './useLoaded.ts';

const attributes = ['Modality', 'ModalitiesInStudy', 'SOPClassesInStudy', 'StudyDate', 'StudyDescription', 'SeriesDescription', 'BodyPartExamined', 'InstitutionName', 'StationName', 'ReferringPhysicianName', 'PatientID', 'AccessionNumber'];

type Asked = { readonly what: 'edit'; readonly view: View | null } | { readonly what: 'remove'; readonly view: View };

/** Parts of the archive that peers can be limited to. */
export function Views({ loaded }: { loaded: Loaded<readonly View[]> }) {
  const [asked, setAsked] = useState<Asked | null>(null);
  const close = () => setAsked(null);
  return (
    <>
      <Section
        title="Views"
        lead="Parts of the archive. A peer that is given views sees only what is in one of them; a peer without sees everything."
        actions={
          <button type="button" className="button" onClick={() => setAsked({ what: 'edit', view: null })}>
            <Plus aria-hidden="true" />
            Add a view
          </button>
        }
      >
        <Rows loaded={loaded} empty="There are no views: every peer with the right sees the whole archive." head={['View', 'What is in it', 'Peers', '']}>
          {(view) => (
            <tr key={view.name}>
              <Cell of="View" className="main">{view.name}</Cell>
              <Cell of="What is in it" className="long">
                <ul className="conditions">{[...view.match.map(conditionWords), ...(view.sources.length > 0 ? [`sent by ${view.sources.join(' or ')}`] : [])].map((one) => <li key={one}>{one}</li>)}</ul>
              </Cell>
              <Cell of="Peers" className="long">{view.peers.join(', ') || <span className="quiet">none</span>}</Cell>
              <Cell of="" className="actions">
                <button type="button" className="button small" aria-label={`Edit view ${view.name}`} onClick={() => setAsked({ what: 'edit', view })}>Edit</button>
                <button type="button" className="button small" aria-label={`Remove view ${view.name}`} onClick={() => setAsked({ what: 'remove', view })}>Remove</button>
              </Cell>
            </tr>
          )}
        </Rows>
      </Section>
      {asked?.what === 'edit' && <ViewDialog view={asked.view} taken={loaded.value ?? []} onSaved={loaded.reload} onClose={close} />}
      {asked?.what === 'remove' && (
        <FormDialog title={`Remove the view ${asked.view.name}?`} action="Remove" isDangerous onClose={close} onSubmit={async () => { await views.remove(asked.view.name); loaded.reload(); }}>
          <p>{asked.view.peers.length > 0 ? `${asked.view.peers.join(', ')} still ${asked.view.peers.length === 1 ? 'has' : 'have'} it: take it away there first.` : 'No peer has it. Nothing of the archive is removed.'}</p>
        </FormDialog>
      )}
    </>
  );
}

function ViewDialog({ view, taken, onSaved, onClose }: { view: View | null; taken: readonly View[]; onSaved: () => void; onClose: () => void }) {
  const [conditions, setConditions] = useState<readonly Condition[]>(view ? view.match.map(readCondition) : [{ attribute: '', isNegated: false, values: '' }]);
  const save = async (form: FormData) => {
    const name = view?.name ?? String(form.get('name')).trim();
    if (!view && taken.some((one) => one.name.toLowerCase() === name.toLowerCase())) {
      throw new Error('There is a view of this name.');
    }
    await views.put(name, { match: written(conditions), sources: listed(String(form.get('sources'))) });
    onSaved();
  };
  return (
    <FormDialog title={view ? `Edit the view ${view.name}` : 'Add a view'} action={view ? 'Save' : 'Add'} isWide onSubmit={save} onClose={onClose}>
      {!view && (
        <div className="field">
          <label htmlFor="view-name">Name</label>
          <input id="view-name" name="name" className="input" maxLength={64} placeholder="CT of the last year" autoComplete="off" required autoFocus />
        </div>
      )}
      <ConditionFields conditions={conditions} attributes={attributes} none="only the senders below count" example="CT, MR or -365d-" onChange={setConditions} />
      <p className="quiet">Dates take ranges: 20240101-20241231, or -90d- for the last ninety days.</p>
      <div className="field">
        <label htmlFor="view-sources">Only what these calling AE titles sent (empty: all)</label>
        <input id="view-sources" name="sources" className="input" defaultValue={view?.sources.join(', ')} placeholder="CT1, CT2" spellCheck={false} autoComplete="off" />
      </div>
    </FormDialog>
  );
}
