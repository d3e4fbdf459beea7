import { Plus } from 'lucide-react';
import { useState } from 'react';
import { FormDialog } from '../console/FormDialog.tsx';
import { moment, number } from '../console/format.ts';
import { Cell, Mark, Rows, Section } from '../console/Section.tsx';
import { messageOf, useLoaded } from '../console/useLoaded.ts';
import { type Route, type RouteRequest, routes } from './api.ts';
import { Refusals } from './Refusals.tsx';
import { RuleDialog } from './RuleDialog.tsx';
import { conditionWords, ruleDoes, ruleWhen, sentence } from './wording.ts';

const everyMs = 3000;

type Asked = { readonly what: 'edit'; readonly rule: Route | null } | { readonly what: 'remove'; readonly rule: Route };

/** Which of what arrives is sent on, told of, or has its priors fetched. */
export function Rules() {
  const loaded = useLoaded(routes.list, everyMs);
  const [asked, setAsked] = useState<Asked | null>(null);
  const [shown, setShown] = useState('');
  const [problem, setProblem] = useState('');
  const close = () => setAsked(null);

  const save = async (name: string, request: RouteRequest) => {
    await routes.put(name, request);
    loaded.reload();
  };
  const turn = (rule: Route, enabled: boolean) =>
    save(rule.name, { ...rule, enabled }).then(() => setProblem(''), (error: unknown) => setProblem(messageOf(error)));
  const retry = (rule: Route) =>
    routes.retry(rule.name).then(() => { setProblem(''); loaded.reload(); }, (error: unknown) => setProblem(messageOf(error)));

  return (
    <>
      <Section
        title="Rules"
        lead="What arrives is sent on, told of, or has its earlier studies fetched. A rule keeps its place: while its destination is away it waits, and nothing is left out."
        actions={
          <button type="button" className="button" onClick={() => setAsked({ what: 'edit', rule: null })}>
            <Plus aria-hidden="true" />
            Add a rule
          </button>
        }
      >
        {problem && <p className="problem" role="alert">{problem}</p>}
        <Rows loaded={loaded} empty="There are no rules: what arrives stays here." head={['Rule', 'Which', 'State', 'Queue', '']}>
          {(rule) => (
            <tr key={rule.name} data-off={!rule.enabled}>
              <Cell of="Rule" className="main long">
                {rule.name}
                <div className="sub">{ruleDoes(rule)}, {ruleWhen(rule)}</div>
              </Cell>
              <Cell of="Which" className="long"><Which rule={rule} /></Cell>
              <Cell of="State" className="long"><RuleState rule={rule} /></Cell>
              <Cell of="Queue">
                {number(rule.forwarded)} {rule.action === 'send' ? 'sent' : 'done'}
                {rule.waiting > 0 && <div className="sub">{number(rule.waiting)} to look at</div>}
                {rule.refused > 0 && (
                  <button type="button" className="link bad" onClick={() => setShown(rule.name)}>{number(rule.refused)} put aside</button>
                )}
              </Cell>
              <Cell of="" className="actions">
                {rule.attempts > 0 && rule.enabled && <button type="button" className="button small" aria-label={`Try ${rule.name} now`} onClick={() => void retry(rule)}>Try now</button>}
                <button type="button" className="button small" aria-label={`Switch ${rule.name} ${rule.enabled ? 'off' : 'on'}`} onClick={() => void turn(rule, !rule.enabled)}>{rule.enabled ? 'Switch off' : 'Switch on'}</button>
                <button type="button" className="button small" aria-label={`Edit ${rule.name}`} onClick={() => setAsked({ what: 'edit', rule })}>Edit</button>
                <button type="button" className="button small" aria-label={`Remove ${rule.name}`} onClick={() => setAsked({ what: 'remove', rule })}>Remove</button>
              </Cell>
            </tr>
          )}
        </Rows>
      </Section>
      {shown !== '' && <Refusals key={shown} rule={shown} of={routes} title={`Put aside by ${shown}`} lead="The destination refused these; the rule went on without them." again="Send all again" onRetried={loaded.reload} onClose={() => setShown('')} />}
      {asked?.what === 'edit' && <RuleDialog rule={asked.rule} taken={(loaded.value ?? []).map((rule) => rule.name)} onSave={save} onClose={close} />}
      {asked?.what === 'remove' && (
        <FormDialog
          title={`Remove ${asked.rule.name}?`} action="Remove" isDangerous onClose={close}
          onSubmit={async () => { await routes.remove(asked.rule.name); setShown((before) => (before === asked.rule.name ? '' : before)); loaded.reload(); }}
        >
          <p>{asked.rule.waiting + asked.rule.refused > 0 ? 'What it has not sent yet, and what was put aside, is no longer sent by it.' : 'What arrives from now on is no longer looked at by it.'} Switching it off keeps its place.</p>
        </FormDialog>
      )}
    </>
  );
}

function Which({ rule }: { rule: Route }) {
  const conditions = [...rule.match.map(conditionWords), ...(rule.sources.length > 0 ? [`sent by ${rule.sources.join(' or ')}`] : [])];
  return conditions.length === 0 ? <span className="quiet">everything</span> : <ul className="conditions">{conditions.map((one) => <li key={one}>{one}</li>)}</ul>;
}

function RuleState({ rule }: { rule: Route }) {
  if (!rule.enabled) {
    return <Mark kind="off">off</Mark>;
  }
  if (rule.attempts === 0) {
    return <Mark kind="good">on</Mark>;
  }
  return (
    <>
      <Mark kind="wait">waits</Mark>
      {rule.error && <div className="sub why">{sentence(rule.error)}</div>}
      {rule.nextTryAt && <div className="sub">try {rule.attempts + 1} at {moment(rule.nextTryAt, true).slice(11)}</div>}
    </>
  );
}
