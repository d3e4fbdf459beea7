import { useState } from 'react';
import { peers } from '../console/api.ts';
import { FormDialog } from '../console/FormDialog.tsx';
import { useLoaded } from '../console/useLoaded.ts';
import type { Route, RouteAction, RouteRequest } from './api.ts';
import { ConditionFields, listed, written } from './ConditionFields.tsx';
import { Hours } from './Hours.tsx';
import { type Condition, readCondition } from './wording.ts';

const byUrl = ':url';
const attributes = [
  'Modality', 'SOPClassUID', 'StudyDescription', 'SeriesDescription', 'BodyPartExamined', 'InstitutionName', 'StationName', 'Manufacturer', 'ReferringPhysicianName', 'AccessionNumber',
  'PatientID', 'PatientName', 'ImageType', 'ProtocolName',
];

/** The facts of a rule, new or known. */
export function RuleDialog({ rule, taken, onSave, onClose }: { rule: Route | null; taken: readonly string[]; onSave: (name: string, request: RouteRequest) => Promise<unknown>; onClose: () => void }) {
  const { value: known, problem } = useLoaded(peers.list);
  const [action, setAction] = useState<RouteAction>(rule?.action ?? 'send');
  const [to, setTo] = useState(rule?.url ? byUrl : (rule?.peer ?? ''));
  const [when, setWhen] = useState(rule?.when ?? 'instance');
  const [isTimed, setTimed] = useState(rule?.from != null);
  const [conditions, setConditions] = useState<readonly Condition[]>((rule?.match ?? []).map(readCondition));
  const isUrl = action === 'send' && to === byUrl;
  const names = [...new Set([...(rule?.peer ? [rule.peer] : []), ...(known ?? []).map((peer) => peer.name)])];

  const save = (form: FormData) => {
    const text = (name: string) => String(form.get(name) ?? '').trim();
    const name = rule?.name ?? text('name');
    if (!rule && taken.some((one) => one.toLowerCase() === name.toLowerCase())) {
      return Promise.reject(new Error('There is a rule of this name.'));
    }
    const token = text('token');
    return onSave(name, {
      action, peer: isUrl ? null : to, url: isUrl ? text('url') : null, ...(isUrl && token !== '' ? { token } : {}), when, quietSeconds: Number(text('quiet') || (rule?.quietSeconds ?? 60)),
      match: written(conditions), sources: listed(text('sources')),
      from: isTimed ? text('from') : null, until: isTimed ? text('until') : null, enabled: form.has('enabled'), ...(rule ? {} : { fromStart: form.has('fromStart') }),
    });
  };

  return (
    <FormDialog title={rule ? `Edit ${rule.name}` : 'Add a rule'} action={rule ? 'Save' : 'Add'} isWide onSubmit={save} onClose={onClose}>
      {problem && <p className="problem" role="alert">{problem}</p>}
      {!rule && (
        <div className="field">
          <label htmlFor="rule-name">Name</label>
          <input id="rule-name" name="name" className="input" maxLength={64} placeholder="CT to the night archive" autoComplete="off" required autoFocus />
        </div>
      )}
      <div className="halves">
        <div className="field">
          <label htmlFor="rule-action">Do</label>
          <select id="rule-action" className="input" value={action} onChange={(event) => { const next = event.currentTarget.value as RouteAction; setAction(next); if (next !== 'send' && to === byUrl) { setTo(''); } }}>
            <option value="send">Send it on</option>
            <option value="notify">Tell that it is here</option>
            <option value="prefetch">Fetch the patient's earlier studies</option>
          </select>
        </div>
        <div className="field">
          <label htmlFor="rule-peer">{action === 'prefetch' ? 'From' : 'To'}</label>
          <select id="rule-peer" className="input" value={to} required onChange={(event) => setTo(event.currentTarget.value)}>
            <option value="" disabled>{known && names.length === 0 && action !== 'send' ? 'No peers are registered' : 'Choose a peer'}</option>
            {names.map((name) => <option key={name} value={name}>{name}</option>)}
            {action === 'send' && <option value={byUrl}>A DICOMweb service…</option>}
          </select>
        </div>
      </div>
      {isUrl && (
        <>
          <div className="field">
            <label htmlFor="rule-url">Address of the service (STOW-RS)</label>
            <input id="rule-url" name="url" type="url" className="input" defaultValue={rule?.url ?? ''} placeholder="https://host/dicom-web" spellCheck={false} required />
          </div>
          <div className="field">
            <label htmlFor="rule-token">Bearer token{rule?.hasToken ? ' (empty: the one it has)' : ''}</label>
            <input id="rule-token" name="token" type="password" className="input" autoComplete="off" />
          </div>
        </>
      )}
      {action === 'send' && (
        <div className="halves">
          <div className="field">
            <label htmlFor="rule-when">When</label>
            <select id="rule-when" className="input" value={when} onChange={(event) => setWhen(event.currentTarget.value as Route['when'])}>
              <option value="instance">Each image as it comes</option>
              <option value="study">Each study when it is complete</option>
            </select>
          </div>
          {when === 'study' && <Quiet seconds={rule?.quietSeconds} />}
        </div>
      )}
      {action === 'notify' && <Quiet seconds={rule?.quietSeconds} />}
      <ConditionFields conditions={conditions} attributes={attributes} none="everything" example="CT, MR or CHEST*" onChange={setConditions} />
      <div className="field">
        <label htmlFor="rule-sources">Only from these calling AE titles (empty: from all)</label>
        <input id="rule-sources" name="sources" className="input" defaultValue={rule?.sources.join(', ')} placeholder="CT1, CT2" spellCheck={false} autoComplete="off" />
      </div>
      <fieldset className="checks">
        <Hours isTimed={isTimed} onTimed={setTimed} from={rule?.from} until={rule?.until} />
        {!rule && <label><input type="checkbox" name="fromStart" /> Begin with what is in the archive already</label>}
        <label><input type="checkbox" name="enabled" defaultChecked={rule?.enabled ?? true} /> On</label>
      </fieldset>
    </FormDialog>
  );
}

function Quiet({ seconds }: { seconds: number | undefined }) {
  return (
    <div className="field">
      <label htmlFor="rule-quiet">Seconds without a new image</label>
      <input id="rule-quiet" name="quiet" type="number" min={1} max={86400} className="input" defaultValue={seconds ?? 60} required />
    </div>
  );
}
