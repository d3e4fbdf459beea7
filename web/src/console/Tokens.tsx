import { Plus } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { Session } from '../api/session.ts';
import { type Scope, type Token, tokensOf } from './api.ts';
import { FormDialog } from './FormDialog.tsx';
import { moment } from './format.ts';
import { Cell, Mark, Rows, Section } from './Section.tsx';
import { SecretNotice } from './SecretNotice.tsx';
import { useLoaded } from './useLoaded.ts';

const scopes: readonly { readonly scope: Scope; readonly right: string; readonly title: string }[] = [
  { scope: 'read', right: 'read', title: 'Read: search and retrieve' },
  { scope: 'store', right: 'store', title: 'Store: bring instances in' },
  { scope: 'admin', right: 'administer', title: 'Administer: delete, accounts, peers' },
];

const lives = [30, 90, 365];

/** Bearer tokens for programs: one's own, or all. */
export function Tokens({ session, own }: { session: Session; own: boolean }) {
  const api = useMemo(() => tokensOf(own), [own]);
  const loaded = useLoaded(api.list);
  const [isAdding, setAdding] = useState(false);
  const [revoking, setRevoking] = useState<Token | null>(null);
  const [secret, setSecret] = useState<{ readonly name: string; readonly text: string } | null>(null);
  const allowed = scopes.filter(({ right }) => session.rights?.includes(right) ?? false);

  const add = async (form: FormData) => {
    const days = Number(form.get('life'));
    const made = await api.add(
      session.user, String(form.get('name')).trim(), form.getAll('scope') as Scope[], new Date(Date.now() + days * 86_400_000).toISOString(),
    );
    setSecret(made ? { name: made.token.name, text: made.secret } : null);
    loaded.reload();
  };

  return (
    <Section
      title={own ? 'API tokens' : 'All API tokens'}
      lead={own ? 'A token lets a program in with some of your rights. Give each program its own.' : 'What programs come in with, whoever made it.'}
      actions={own && (
        <button type="button" className="button" onClick={() => setAdding(true)}>
          <Plus aria-hidden="true" />
          New token
        </button>
      )}
    >
      {secret && <SecretNotice what={`The token “${secret.name}”:`} secret={secret.text} onDone={() => setSecret(null)} />}
      <Rows loaded={loaded} empty={own ? 'You have no tokens.' : 'Nobody has made a token.'} head={['Name', ...(own ? [] : ['User']), 'Scopes', 'Made', 'Last used', 'Expires', '']}>
        {(token) => (
          <tr key={token.id} data-off={stateOf(token) !== 'good'}>
            <Cell of="Name" className="main">{token.name}</Cell>
            {!own && <Cell of="User">{token.user}</Cell>}
            <Cell of="Scopes">{token.scopes.join(', ')}</Cell>
            <Cell of="Made">{moment(token.createdAt)}</Cell>
            <Cell of="Last used">{moment(token.lastUsedAt) || 'never'}</Cell>
            <Cell of="Expires">{token.revokedAt ? <Mark kind="off">revoked {moment(token.revokedAt)}</Mark> : stateOf(token) === 'off' ? <Mark kind="off">expired</Mark> : moment(token.expiresAt) || 'never'}</Cell>
            <Cell of="" className="actions">
              {stateOf(token) === 'good' && <button type="button" className="button small" aria-label={`Revoke ${token.name}`} onClick={() => setRevoking(token)}>Revoke</button>}
            </Cell>
          </tr>
        )}
      </Rows>
      {isAdding && (
        <FormDialog title="New token" action="Make the token" onSubmit={add} onClose={() => setAdding(false)}>
          <div className="field">
            <label htmlFor="token-name">What is it for?</label>
            <input id="token-name" name="name" className="input" maxLength={100} placeholder="Research export" required autoFocus />
          </div>
          <fieldset className="checks">
            <legend>Scopes</legend>
            {allowed.map(({ scope, title }) => (
              <label key={scope}>
                <input type="checkbox" name="scope" value={scope} defaultChecked={scope === 'read'} /> {title}
              </label>
            ))}
          </fieldset>
          <div className="field">
            <label htmlFor="token-life">Expires after</label>
            <select id="token-life" name="life" className="input" defaultValue="365">
              {lives.map((days) => (
                <option key={days} value={days}>{days} days</option>
              ))}
            </select>
          </div>
        </FormDialog>
      )}
      {revoking && (
        <FormDialog title={`Revoke “${revoking.name}”?`} action="Revoke" isDangerous onClose={() => setRevoking(null)} onSubmit={async () => { await api.revoke(revoking.id); loaded.reload(); }}>
          <p>The program that uses it is locked out at once. This cannot be undone.</p>
        </FormDialog>
      )}
    </Section>
  );
}

function stateOf(token: Token): 'good' | 'off' {
  return token.revokedAt || (token.expiresAt && Date.parse(token.expiresAt) < Date.now()) ? 'off' : 'good';
}
