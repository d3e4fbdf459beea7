import { useState } from 'react';
import { FormDialog } from '../console/FormDialog.tsx';
import { ConditionFields, listed, written } from '../exchange/ConditionFields.tsx';
import { Hours } from '../exchange/Hours.tsx';
import { type Condition, readCondition } from '../exchange/wording.ts';
import type { CompressionRequest, CompressionRule, CompressionTarget } from './api.ts';

const daySeconds = 86_400;
const attributes = ['Modality', 'SOPClassUID', 'StudyDescription', 'SeriesDescription', 'BodyPartExamined', 'StationName', 'Manufacturer', 'ImageType', 'Rows', 'NumberOfFrames'];

interface Props {
  readonly rule: CompressionRule | null;
  readonly targets: readonly CompressionTarget[];
  readonly storedIn: readonly CompressionTarget[];
  readonly taken: readonly string[];
  readonly onSave: (name: string, request: CompressionRequest) => Promise<unknown>;
  readonly onClose: () => void;
}

/** The facts of a compression rule, new or known. */
export function CompressionDialog({ rule, targets, storedIn, taken, onSave, onClose }: Props) {
  const [to, setTo] = useState(rule?.to ?? (targets.find((one) => one.keyword === 'HTJ2KLossless') ?? targets.find((one) => !one.isLossy))?.uid ?? '');
  const [isTimed, setTimed] = useState(rule?.from != null);
  const [conditions, setConditions] = useState<readonly Condition[]>((rule?.match ?? []).map(readCondition));
  const [stored, setStored] = useState<readonly string[]>(rule?.stored ?? []);
  const [days, setDays] = useState(String((rule?.afterSeconds ?? 0) / daySeconds));
  const canBeOnArrival = Number(days) === 0;
  const isLossy = targets.find((one) => one.uid === to)?.isLossy ?? false;

  const save = (form: FormData) => {
    const text = (name: string) => String(form.get(name) ?? '').trim();
    const name = rule?.name ?? text('name');
    if (!rule && taken.some((one) => one.toLowerCase() === name.toLowerCase())) {
      return Promise.reject(new Error('There is a rule of this name.'));
    }
    return onSave(name, {
      to, afterSeconds: Math.round(Number(days) * daySeconds), onArrival: canBeOnArrival && !isLossy && form.has('onArrival'), match: written(conditions), sources: listed(text('sources')), stored, from: isTimed ? text('from') : null,
      until: isTimed ? text('until') : null, lossy: isLossy, quality: isLossy ? Number(text('quality')) : (rule?.quality ?? 90), evenIfLarger: form.has('larger'), enabled: form.has('enabled'),
      ...(rule ? {} : { fromStart: form.has('fromStart') }),
    });
  };

  return (
    <FormDialog title={rule ? `Edit ${rule.name}` : 'Add a compression rule'} action={rule ? 'Save' : 'Add'} isWide isReady={to !== ''} onSubmit={save} onClose={onClose}>
      {!rule && (
        <div className="field">
          <label htmlFor="compression-name">Name</label>
          <input id="compression-name" name="name" className="input" maxLength={64} placeholder="CT after a month" autoComplete="off" required autoFocus />
        </div>
      )}
      <div className="field">
        <label htmlFor="compression-to">Keep it as</label>
        <select id="compression-to" className="input" value={to} onChange={(event) => setTo(event.currentTarget.value)}>
          <optgroup label="Without loss">{targets.filter((one) => !one.isLossy).map((one) => <option key={one.uid} value={one.uid}>{one.name}</option>)}</optgroup>
          <optgroup label="With loss">{targets.filter((one) => one.isLossy).map((one) => <option key={one.uid} value={one.uid}>{one.name}</option>)}</optgroup>
        </select>
      </div>
      {isLossy && (
        <>
          <p className="problem" role="note">Values are lost for good: the images can never again be had as they came.</p>
          <div className="field">
            <label htmlFor="compression-quality">Quality, 1 to 100</label>
            <input id="compression-quality" name="quality" type="number" min={1} max={100} className="input" defaultValue={rule?.quality ?? 90} required />
          </div>
        </>
      )}
      <div className="field">
        <label htmlFor="compression-days">After so many days in the archive (0: as it arrives)</label>
        <input id="compression-days" name="days" type="number" min={0} max={3650} step="any" className="input" value={days} onChange={(event) => setDays(event.currentTarget.value)} required />
      </div>
      {canBeOnArrival && !isLossy && (
        <fieldset className="checks">
          <label><input type="checkbox" name="onArrival" defaultChecked={rule?.onArrival ?? false} /> Before it is stored, where there is time for it</label>
        </fieldset>
      )}
      <ConditionFields conditions={conditions} attributes={attributes} none="everything" example="CT, MR or CHEST*" onChange={setConditions} />
      <div className="field">
        <label htmlFor="compression-sources">Only from these calling AE titles (empty: from all)</label>
        <input id="compression-sources" name="sources" className="input" defaultValue={rule?.sources.join(', ')} placeholder="CT1, CT2" spellCheck={false} autoComplete="off" />
      </div>
      <details className="field" open={stored.length > 0}>
        <summary>Only what is stored as{stored.length === 0 && <span className="quiet"> (none chosen: any)</span>}</summary>
        <fieldset className="checks">
          {storedIn.map((one) => (
            <label key={one.uid}>
              <input
                type="checkbox" name="stored" checked={stored.includes(one.uid)}
                onChange={(event) => setStored(event.currentTarget.checked ? [...stored, one.uid] : stored.filter((uid) => uid !== one.uid))}
              /> {one.name}
            </label>
          ))}
        </fieldset>
      </details>
      <fieldset className="checks">
        <Hours isTimed={isTimed} onTimed={setTimed} from={rule?.from} until={rule?.until} />
        <label><input type="checkbox" name="larger" defaultChecked={rule?.evenIfLarger ?? false} /> Even where the result is larger</label>
        {!rule && <label><input type="checkbox" name="fromStart" /> Begin with what is in the archive already</label>}
        <label><input type="checkbox" name="enabled" defaultChecked={rule?.enabled ?? true} /> On</label>
      </fieldset>
    </FormDialog>
  );
}
