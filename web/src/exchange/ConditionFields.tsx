import { Plus, X } from 'lucide-react';
import type { Condition } from './wording.ts';

interface Props {
  readonly conditions: readonly Condition[];
  readonly attributes: readonly string[];
  /** What it means that there are none. */
  readonly none: string;
  readonly example: string;
  readonly onChange: (conditions: readonly Condition[]) => void;
}

/** Conditions on attributes, all of which must hold. */
export function ConditionFields({ conditions, attributes, none, example, onChange }: Props) {
  const change = (index: number, part: Partial<Condition>) => onChange(conditions.map((one, i) => (i === index ? { ...one, ...part } : one)));
  return (
    <fieldset className="conditions-form">
      <legend>Which: all of these hold{conditions.length === 0 && <span className="quiet"> (none: {none})</span>}</legend>
      <datalist id="condition-attributes">{attributes.map((name) => <option key={name} value={name} />)}</datalist>
      {conditions.map((condition, i) => (
        <div className="condition" key={i}>
          <input className="input" list="condition-attributes" aria-label="Attribute" placeholder="Modality" value={condition.attribute} spellCheck={false} required onChange={(event) => change(i, { attribute: event.currentTarget.value })} />
          <select className="input" aria-label="Is or is not" value={condition.isNegated ? 'not' : 'is'} onChange={(event) => change(i, { isNegated: event.currentTarget.value === 'not' })}>
            <option value="is">is</option>
            <option value="not">is not</option>
          </select>
          <input className="input" aria-label="Values, separated by commas" placeholder={example} value={condition.values} spellCheck={false} onChange={(event) => change(i, { values: event.currentTarget.value })} />
          <button type="button" className="icon-button" aria-label="Remove the condition" onClick={() => onChange(conditions.filter((_, at) => at !== i))}>
            <X aria-hidden="true" />
          </button>
        </div>
      ))}
      <button type="button" className="button small" onClick={() => onChange([...conditions, { attribute: '', isNegated: false, values: '' }])}>
        <Plus aria-hidden="true" />
        Add a condition
      </button>
    </fieldset>
  );
}

/** Those that are filled in, as the API has them. */
export function written(conditions: readonly Condition[]): readonly string[] {
  return conditions.filter((one) => one.attribute.trim() !== '').map(({ attribute, isNegated, values }) => `${attribute.trim()}${isNegated ? '!' : ''}=${values.trim()}`);
}

/** AE titles and the like, separated by commas. */
export function listed(text: string): readonly string[] {
  return text.split(/[,;]/).map((one) => one.trim()).filter((one) => one !== '');
}
