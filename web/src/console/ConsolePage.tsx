import { Activity, ArrowLeft, CircleUser, FileArchive, KeyRound, ListChecks, type LucideIcon, Network, ScrollText, Search, Split, Users as UsersIcon } from 'lucide-react';
import { type MouseEvent, useEffect, useRef } from 'react';
import type { Session } from '../api/session.ts';
import { Compression } from '../compression/Compression.tsx';
import { Jobs } from '../exchange/Jobs.tsx';
import { PeerSearch } from '../exchange/PeerSearch.tsx';
import { Rules } from '../exchange/Rules.tsx';
import { PageNotice } from '../shell/PageNotice.tsx';
import { type ConsoleSection, go } from '../shell/route.ts';
import { Audit } from './Audit.tsx';
import { PasswordForm } from './PasswordForm.tsx';
import { Peers } from './Peers.tsx';
import { System } from './System.tsx';
import { Tokens } from './Tokens.tsx';
import { Users } from './Users.tsx';
import './console.css';
import '../exchange/exchange.css';

const pages: readonly { readonly section: ConsoleSection; readonly title: string; readonly icon: LucideIcon }[] = [
  { section: 'account', title: 'Your account', icon: CircleUser },
  { section: 'system', title: 'System', icon: Activity },
  { section: 'jobs', title: 'Jobs', icon: ListChecks },
  { section: 'rules', title: 'Rules', icon: Split },
  { section: 'search', title: 'Search a peer', icon: Search },
  { section: 'peers', title: 'Peers', icon: Network },
  { section: 'compression', title: 'Compression', icon: FileArchive },
  { section: 'users', title: 'Users', icon: UsersIcon },
  { section: 'tokens', title: 'Tokens', icon: KeyRound },
  { section: 'audit', title: 'Audit', icon: ScrollText },
];

export function pathOf(section: ConsoleSection): string {
  return section === 'account' ? '/account' : `/console/${section}`;
}

/** One's account, and the administrators' pages. */
export default function ConsolePage({ session, section, onSession }: { session: Session; section: ConsoleSection; onSession: (session: Session) => void }) {
  const nav = useRef<HTMLElement>(null);
  // On a phone the pages are one row that scrolls.
  useEffect(() => {
    // In a block: newer browsers answer with a promise, which React would take for the effect's end.
    nav.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [section]);
  const isAdministrator = session.rights?.includes('administer') ?? false;
  if (section !== 'account' && !isAdministrator) {
    return <PageNotice title="This page is for administrators" detail={`You are signed in as ${session.user}, who may not see it.`} />;
  }
  const follow = (event: MouseEvent<HTMLAnchorElement>) => {
    if (!event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      go(event.currentTarget.pathname);
    }
  };
  return (
    <div className="console">
      <nav ref={nav} className="console-nav" aria-label="Pages">
        <a className="back" href="/" onClick={follow}>
          <ArrowLeft aria-hidden="true" />
          <span>Study list</span>
        </a>
        {pages.filter((page) => page.section === 'account' || isAdministrator).map(({ section: to, title, icon: Icon }) => (
          <a key={to} href={pathOf(to)} aria-current={to === section ? 'page' : undefined} onClick={follow}>
            <Icon aria-hidden="true" />
            <span>{title}</span>
          </a>
        ))}
      </nav>
      <main className="console-page" key={section}>
        <Content session={session} section={section} onSession={onSession} />
      </main>
    </div>
  );
}

function Content({ session, section, onSession }: { session: Session; section: ConsoleSection; onSession: (session: Session) => void }) {
  switch (section) {
    case 'account':
      return (
        <>
          <PasswordForm session={session} onChanged={onSession} />
          <Tokens session={session} own />
        </>
      );
    case 'users':
      return <Users session={session} />;
    case 'tokens':
      return <Tokens session={session} own={false} />;
    case 'peers':
      return <Peers />;
    case 'jobs':
      return <Jobs />;
    case 'rules':
      return <Rules />;
    case 'search':
      return <PeerSearch />;
    case 'compression':
      return <Compression />;
    case 'audit':
      return <Audit />;
    default:
      return <System />;
  }
}
