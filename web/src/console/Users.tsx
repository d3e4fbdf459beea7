import { UserPlus } from 'lucide-react';
import { useState } from 'react';
import type { Session } from '../api/session.ts';
import { type User, users } from './api.ts';
import { FormDialog } from './FormDialog.tsx';
import { moment, words } from './format.ts';
import { Cell, Mark, Rows, Section } from './Section.tsx';
import { SecretNotice } from './SecretNotice.tsx';
import { messageOf, useLoaded } from './useLoaded.ts';

type Asked = { readonly what: 'reset' | 'disable'; readonly user: User } | { readonly what: 'add' };

/** Who may sign in. */
export function Users({ session }: { session: Session }) {
  const loaded = useLoaded(users.list);
  const [asked, setAsked] = useState<Asked | null>(null);
  const [secret, setSecret] = useState<{ readonly name: string; readonly text: string } | null>(null);
  const [problem, setProblem] = useState('');
  const close = () => setAsked(null);

  const told = (name: string, password: string | undefined) => {
    setSecret(password ? { name, text: password } : null);
    loaded.reload();
  };
  const change = (user: User, what: { role?: User['role']; disabled?: boolean }) =>
    users.change(user.name, what).then(() => { setProblem(''); loaded.reload(); }, (error: unknown) => { setProblem(messageOf(error)); loaded.reload(); });

  return (
    <Section
      title="Users"
      lead="Readers see and upload studies; administrators also manage the archive."
      actions={
        <button type="button" className="button" onClick={() => setAsked({ what: 'add' })}>
          <UserPlus aria-hidden="true" />
          Add a user
        </button>
      }
    >
      {problem && <p className="problem" role="alert">{problem}</p>}
      {secret && <SecretNotice what={`One-time password of ${secret.name}, to be changed at the first sign-in:`} secret={secret.text} onDone={() => setSecret(null)} />}
      <Rows loaded={loaded} empty="There are no users." head={['User', 'Role', 'State', 'Last sign-in', 'Added', '']}>
        {(user) => (
          <tr key={user.name} data-off={user.disabled}>
            <Cell of="User" className="main">{user.name}{user.name === session.user && <span className="quiet"> (you)</span>}</Cell>
            <Cell of="Role">
              <select className="input small" aria-label={`Role of ${user.name}`} value={user.role} onChange={(event) => void change(user, { role: event.currentTarget.value as User['role'] })}>
                <option value="reader">Reader</option>
                <option value="administrator">Administrator</option>
              </select>
            </Cell>
            <Cell of="State"><State user={user} /></Cell>
            <Cell of="Last sign-in">{moment(user.lastSignInAt) || 'never'}</Cell>
            <Cell of="Added">{moment(user.createdAt)}</Cell>
            <Cell of="" className="actions">
              <button type="button" className="button small" onClick={() => setAsked({ what: 'reset', user })}>Reset password</button>
              {user.disabled
                ? <button type="button" className="button small" onClick={() => void change(user, { disabled: false })}>Enable</button>
                : user.name !== session.user && <button type="button" className="button small" onClick={() => setAsked({ what: 'disable', user })}>Disable</button>}
            </Cell>
          </tr>
        )}
      </Rows>
      {asked?.what === 'add' && (
        <FormDialog title="Add a user" action="Add" onClose={close} onSubmit={async (form) => { const made = await users.add(String(form.get('name')).trim(), form.get('role') as User['role']); told(made?.user.name ?? '', made?.oneTimePassword); }}>
          <div className="field">
            <label htmlFor="user-name">User name</label>
            <input id="user-name" name="name" className="input" autoCapitalize="none" spellCheck={false} autoComplete="off" required autoFocus />
          </div>
          <div className="field">
            <label htmlFor="user-role">Role</label>
            <select id="user-role" name="role" className="input" defaultValue="reader">
              <option value="reader">Reader</option>
              <option value="administrator">Administrator</option>
            </select>
          </div>
          <p className="quiet">A one-time password is made and shown to you.</p>
        </FormDialog>
      )}
      {asked?.what === 'reset' && (
        <FormDialog title={`Reset the password of ${asked.user.name}?`} action="Reset" isDangerous onClose={close} onSubmit={async () => told(asked.user.name, (await users.resetPassword(asked.user.name))?.oneTimePassword)}>
          <p>{words(asked.user.name)} is signed out everywhere and gets a one-time password. A lock after wrong passwords ends.</p>
        </FormDialog>
      )}
      {asked?.what === 'disable' && (
        <FormDialog title={`Disable ${asked.user.name}?`} action="Disable" isDangerous onClose={close} onSubmit={async () => { await users.change(asked.user.name, { disabled: true }); loaded.reload(); }}>
          <p>Sessions and tokens of the account stop working at once. It can be enabled again.</p>
        </FormDialog>
      )}
    </Section>
  );
}

function State({ user }: { user: User }) {
  if (user.disabled) {
    return <Mark kind="off">disabled</Mark>;
  }
  if (user.locked) {
    return <Mark kind="bad">locked for a while</Mark>;
  }
  return user.mustChangePassword ? <Mark kind="wait">one-time password</Mark> : <Mark kind="good">active</Mark>;
}
