import * as Menu from '@radix-ui/react-dropdown-menu';
import { CircleUser, KeyRound, LogOut, Search, Settings, Upload, X } from 'lucide-react';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { type Session, signOut } from '../api/session.ts';
import type { SortColumn, StudyQuery, StudyRow } from '../api/studies.ts';
import { Page, PageCode } from '../shell/Page.tsx';
import { go, useRoute } from '../shell/route.ts';
import { UploadPanel } from '../upload/UploadPanel.tsx';
import { useUpload } from '../upload/useUpload.ts';
import { StudyTable } from './StudyTable.tsx';
import { useStudies } from './useStudies.ts';
import './studies.css';

const sendStudy = new PageCode(() => import('../exchange/SendStudy.tsx'));
const correctStudy = new PageCode(() => import('../corrections/CorrectStudy.tsx'));

/** Where the reader was in the list, kept while a study is open. */
let left: { readonly text: string; readonly sort: Sort; readonly index: number } | null = null;

interface Sort {
  readonly column: SortColumn;
  readonly descending: boolean;
}

// A finger that has tapped a row points at nothing any more, though the browser says so.
const canHover = window.matchMedia('(hover: hover)');

/** The study list. */
export default function StudiesPage({ session, onSignedOut, onHover }: { session: Session; onSignedOut: () => void; onHover: () => void }) {
  const route = useRoute();
  const text = route.page === 'studies' ? route.query : '';
  const [typed, setTyped] = useState(text);
  const [sort, setSort] = useState<Sort>(left?.text === text ? left.sort : { column: 'date', descending: true });
  const query = useMemo<StudyQuery>(() => ({ text, sort: sort.column, descending: sort.descending }), [text, sort]);
  const [enter, setEnter] = useState(0);
  const table = useRef<HTMLDivElement>(null);
  const search = useRef<HTMLInputElement>(null);
  const picker = useRef<HTMLInputElement>(null);

  // Rows may move only while the reader is at the top and neither points at a row nor stands on one.
  const mayMove = useCallback(() => {
    const element = table.current;
    return element === null || (element.scrollTop < 8 && !(canHover.matches && element.matches(':has(.study-row:hover)')) && !element.contains(document.activeElement));
  }, []);
  const studies = useStudies(query, mayMove);
  const upload = useUpload();
  const [sending, setSending] = useState<StudyRow | null>(null);
  const [correcting, setCorrecting] = useState<StudyRow | null>(null);
  const mayUpload = session.rights?.includes('store') ?? true;

  useEffect(() => {
    if (typed === text) {
      return;
    }
    const timer = setTimeout(() => go(typed === '' ? '/' : `/?q=${encodeURIComponent(typed)}`, true), 120);
    return () => clearTimeout(timer);
  }, [typed, text]);

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key === '/' && !(event.target instanceof HTMLInputElement)) {
        event.preventDefault();
        search.current?.focus();
      }
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);

  // Another question is answered from its first row on.
  useEffect(() => {
    table.current?.scrollTo({ top: 0 });
  }, [query]);

  const { total, isExact, isLoading } = studies.state;
  return (
    <div className="studies" {...(mayUpload ? upload.dropTarget : {})} data-dropping={upload.isOver}>
      <header className="studies-bar">
        <a className="brand-mark" href="/" aria-label="Gantry, study list" onClick={(event) => { event.preventDefault(); setTyped(''); go('/'); }}>
          <img src="/mark.svg" alt="" />
          <span>Gantry</span>
        </a>
        <div className="search" role="search">
          <Search aria-hidden="true" />
          <input
            ref={search}
            className="input"
            type="text"
            inputMode="search"
            enterKeyHint="search"
            aria-label="Search studies"
            placeholder="Name, ID, accession, description, modality, date, “200 images”"
            value={typed}
            maxLength={200}
            spellCheck={false}
            onChange={(event) => setTyped(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key === 'Escape') {
                setTyped('');
              } else if (event.key === 'ArrowDown' || event.key === 'Enter') {
                event.preventDefault();
                if (typed !== text) {
                  go(typed === '' ? '/' : `/?q=${encodeURIComponent(typed)}`, true);
                }
                setEnter((before) => before + 1);
              }
            }}
          />
          {typed === '' ? <kbd>/</kbd> : (
            <button type="button" className="icon-button" aria-label="Clear the search" onClick={() => { setTyped(''); search.current?.focus(); }}>
              <X aria-hidden="true" />
            </button>
          )}
        </div>
        <p className="studies-count" role="status">
          {total === null ? '' : `${total.toLocaleString('en-GB')}${isExact ? '' : '+'} ${total === 1 ? 'study' : 'studies'}`}
        </p>
        {mayUpload && (
          <button type="button" className="button" onClick={() => picker.current?.click()}>
            <Upload aria-hidden="true" />
            <span className="wide-only">Upload</span>
          </button>
        )}
        <input ref={picker} type="file" multiple hidden aria-label="Files to upload" onChange={(event) => { upload.addFiles([...(event.currentTarget.files ?? [])]); event.currentTarget.value = ''; }} />
        <Menu.Root modal={false}>
          <Menu.Trigger className="icon-button" aria-label={`Account of ${session.user}`}>
            <CircleUser aria-hidden="true" />
          </Menu.Trigger>
          <Menu.Portal>
            <Menu.Content className="menu" align="end" sideOffset={6}>
              <Menu.Label className="menu-label">
                {session.user} · {session.role}
              </Menu.Label>
              <Menu.Separator className="menu-rule" />
              <Menu.Item className="menu-item" onSelect={() => go('/account')}>
                <span>Your account</span>
                <KeyRound size={16} aria-hidden="true" />
              </Menu.Item>
              {session.rights?.includes('administer') && (
                <Menu.Item className="menu-item" onSelect={() => go('/console/system')}>
                  <span>Administration</span>
                  <Settings size={16} aria-hidden="true" />
                </Menu.Item>
              )}
              <Menu.Separator className="menu-rule" />
              <Menu.Item className="menu-item" onSelect={() => void signOut().then(onSignedOut, onSignedOut)}>
                <span>Sign out</span>
                <LogOut size={16} aria-hidden="true" />
              </Menu.Item>
            </Menu.Content>
          </Menu.Portal>
        </Menu.Root>
      </header>
      <StudyTable
        host={table}
        studies={studies}
        sort={sort}
        isSearch={text !== ''}
        standing={left?.text === text && left.sort === sort ? left.index : null}
        enter={enter}
        onOpen={(index) => { left = { text, sort, index }; }}
        mayUpload={mayUpload}
        onSort={(column) => setSort((before) => ({ column, descending: before.column === column ? !before.descending : column === 'date' }))}
        onHover={onHover}
        onUpload={() => picker.current?.click()}
        onSend={session.rights?.includes('administer') ? setSending : null}
        onCorrect={session.rights?.includes('administer') ? setCorrecting : null}
      />
      {isLoading && total !== null && <div className="list-loading" role="progressbar" aria-label="Searching" />}
      <UploadPanel upload={upload} />
      {sending && <Page key={sending.uid} code={sendStudy} props={{ study: sending, onClose: () => setSending(null) }} />}
      {correcting && <Page key={`correct-${correcting.uid}`} code={correctStudy} props={{ study: correcting, onClose: () => setCorrecting(null) }} />}
      {upload.isOver && (
        <div className="drop-hint">
          <Upload aria-hidden="true" />
          <p>Drop files and folders to upload</p>
        </div>
      )}
    </div>
  );
}
