import { useCallback, useState } from 'react';
import type { StudyRow } from '../api/studies.ts';
import { FormDialog } from '../console/FormDialog.tsx';
import { moment } from '../console/format.ts';
import { useLoaded } from '../console/useLoaded.ts';
import { studyTitle } from '../exchange/wording.ts';
import { changesOf, type Correction, corrections, fields, type Keyword, sayChanges, type Shown, shown } from './api.ts';
import '../console/console.css';
import '../exchange/exchange.css';

const dates: readonly Keyword[] = ['PatientBirthDate', 'StudyDate'];

/** Corrects a study or its patient, tells what was corrected before, and undoes it. */
export default function CorrectStudy({ study, onClose }: { study: StudyRow; onClose: () => void }) {
  const now = useLoaded(useCallback((signal: AbortSignal) => shown(study.uid, signal), [study.uid]));
  const history = useLoaded(useCallback((signal: AbortSignal) => corrections.ofStudy(study.uid, signal), [study.uid]));
  const [undoing, setUndoing] = useState<Correction | null>(null);
  if (undoing) {
    return (
      <FormDialog title={`Undo correction ${undoing.number}?`} action="Undo" isDangerous onSubmit={(form) => corrections.undo(undoing.number, textIn(form, 'reason'))} onClose={onClose}>
        <p>{sayChanges(undoing)}<br /><span className="quiet">{undoing.patientId ? `All studies of patient ${undoing.patientId}` : studyTitle(study, study.uid)}</span></p>
        <Reason />
      </FormDialog>
    );
  }
  return now.value
    ? <Form study={study} now={now.value} history={history.value ?? []} problem={history.problem} onUndo={setUndoing} onClose={onClose} />
    : <FormDialog title="Correct patient or study data" action="Correct" isWide isReady={false} onSubmit={() => Promise.resolve()} onClose={onClose}>{now.problem && <p className="problem" role="alert">{now.problem}</p>}</FormDialog>;
}

interface FormProps {
  readonly study: StudyRow;
  readonly now: Shown;
  readonly history: readonly Correction[];
  readonly problem: string;
  readonly onUndo: (correction: Correction) => void;
  readonly onClose: () => void;
}

function Form({ study, now, history, problem, onUndo, onClose }: FormProps) {
  const [isPatient, setPatient] = useState(false);
  const submit = (form: FormData) => {
    const typed = Object.fromEntries(
      fields.filter((field) => field.isOfPatient || !isPatient).map(({ keyword }) => [keyword, dates.includes(keyword) ? textIn(form, keyword).replaceAll('-', '') : textIn(form, keyword)]),
    );
    const changes = changesOf(now.values, typed);
    const whose = isPatient ? { patientId: now.values.PatientID, issuerOfPatientId: now.issuer } : { study: study.uid };
    return changes.length === 0 ? Promise.reject(new Error('Nothing was changed.')) : corrections.make({ ...whose, changes, reason: textIn(form, 'reason') });
  };
  return (
    <FormDialog title="Correct patient or study data" action="Correct" isWide onSubmit={submit} onClose={onClose}>
      <p>{studyTitle(study, study.uid)}<br /><span className="quiet">What is stored stays as it came. Searches show the new values, and so does what leaves the archive.</span></p>
      {now.values.PatientID !== '' && (
        <div className="field">
          <label htmlFor="correct-whose">Of</label>
          <select id="correct-whose" className="input" value={isPatient ? 'patient' : 'study'} onChange={(event) => setPatient(event.currentTarget.value === 'patient')}>
            <option value="study">this study</option>
            <option value="patient">all studies of patient {now.values.PatientID}</option>
          </select>
        </div>
      )}
      <div className="field-grid">
        {fields.filter((field) => field.isOfPatient || !isPatient).map((field) => <Field key={field.keyword} field={field} value={now.values[field.keyword]} />)}
      </div>
      {isPatient && <p className="quiet">With the Patient ID of another patient the two become one, for studies that come later too.</p>}
      <Reason />
      {problem && <p className="problem" role="alert">{problem}</p>}
      {history.length > 0 && (
        <section aria-label="Corrections so far">
          <h3>So far</h3>
          <ol className="history">
            {history.map((one) => (
              <li key={one.number}>
                <time dateTime={one.at}>{moment(one.at, true)}</time>
                <span>
                  {one.undoes ? `Correction ${one.undoes} undone` : sayChanges(one)} <span className="quiet">by {one.by}: {one.reason}</span>{' '}
                  {one.undoneBy && <span className="quiet">(undone)</span>}
                  {!one.undoes && !one.undoneBy && <button type="button" className="button small" aria-label={`Undo correction ${one.number}`} onClick={() => onUndo(one)}>Undo</button>}
                </span>
              </li>
            ))}
          </ol>
        </section>
      )}
    </FormDialog>
  );
}

function Field({ field, value }: { field: (typeof fields)[number]; value: string }) {
  const id = `correct-${field.keyword}`;
  const isDate = dates.includes(field.keyword) && /^(\d{8})?$/.test(value);
  return (
    <div className="field">
      <label htmlFor={id}>{field.label}</label>
      {field.keyword === 'PatientSex' ? (
        <select id={id} name={field.keyword} className="input" defaultValue={value}>
          {['', 'F', 'M', 'O', ...(['', 'F', 'M', 'O'].includes(value) ? [] : [value])].map((sex) => <option key={sex} value={sex}>{sex === '' ? 'not known' : sex}</option>)}
        </select>
      ) : (
        <input
          id={id} name={field.keyword} className="input" type={isDate ? 'date' : 'text'} placeholder={field.hint} spellCheck={false} autoComplete="off" required={field.keyword === 'PatientID' && value !== ''}
          defaultValue={isDate && value !== '' ? `${value.slice(0, 4)}-${value.slice(4, 6)}-${value.slice(6)}` : value}
        />
      )}
    </div>
  );
}

function Reason() {
  return (
    <div className="field">
      <label htmlFor="correct-reason">Why</label>
      <input id="correct-reason" name="reason" className="input" maxLength={500} autoComplete="off" placeholder="Stays in the archive's history" required />
    </div>
  );
}

const textIn = (form: FormData, name: string) => String(form.get(name) ?? '').trim();
