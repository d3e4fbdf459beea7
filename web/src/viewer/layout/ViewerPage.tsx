import { useDeferredValue, useEffect, useState, useSyncExternalStore } from 'react';
import { ApiError } from '../../api/http.ts';
import { PageNotice } from '../../shell/PageNotice.tsx';
import { loadManifest } from '../../api/manifest.ts';
import { personName } from '../overlays/text.ts';
import { StudyModel } from '../studyModel.ts';
import { commandFor } from '../tools/commands.ts';
import { Viewport } from '../viewport/Viewport.tsx';
import type { ViewportModel } from '../viewport/viewportModel.ts';
import { Help } from './Help.tsx';
import { Thumbnails } from './Thumbnails.tsx';
import { Toolbar } from './Toolbar.tsx';
import { useCine } from './useCine.ts';
import './viewer.css';

/** The viewer of one study. */
export default function ViewerPage({ study: uid, series }: { study: string; series: string | null }) {
  const [study, setStudy] = useState<StudyModel | null>(null);
  const [problem, setProblem] = useState<ApiError | null>(null);
  const [attempt, setAttempt] = useState(0);

  useEffect(() => {
    let model: StudyModel | null = null;
    let isGone = false;
    setProblem(null);
    loadManifest(uid).then(
      (manifest) => {
        if (!isGone) {
          model = new StudyModel(manifest, series, matchMedia('(pointer: coarse)').matches);
          setStudy(model);
        }
      },
      (error: unknown) => !isGone && setProblem(error instanceof ApiError ? error : new ApiError(0, String(error))),
    );
    return () => {
      isGone = true;
      model?.close();
      setStudy(null);
    };
  }, [uid, series, attempt]);

  if (problem) {
    return (
      <PageNotice
        title={problem.status === 404 ? 'This study is not here' : problem.isForbidden ? 'You may not open this study' : 'The study could not be opened'}
        detail={problem.message}
        retry={problem.status === 404 || problem.isForbidden ? undefined : () => setAttempt(attempt + 1)}
        isDark
      />
    );
  }
  return study ? <OpenStudy study={study} onReload={() => setAttempt(attempt + 1)} /> : <div className="viewer" aria-busy="true" />;
}

function OpenStudy({ study, onReload }: { study: StudyModel; onReload: () => void }) {
  const { layout, active, isOutdated } = useSyncExternalStore(study.subscribe, study.get);
  const [isHelpOpen, setHelpOpen] = useState(false);
  // The image comes first; what stands around it is made in the time that its pixels are on their way. Its place is kept free.
  const isDressed = useDeferredValue(true, false);

  useEffect(() => {
    document.title = `${personName(study.manifest.patient.name) || 'Study'} · Gantry`;
    const onKey = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement;
      const isTyping = target.closest('dialog, [role=menu], input:not([type=range])') !== null;
      if (isTyping || (event.key === ' ' && target.closest('button') !== null)) {
        return;
      }
      if (event.key === '?') {
        setHelpOpen(true);
        return;
      }
      const command = commandFor(event);
      if (command) {
        event.preventDefault();
        command.run(study);
      }
    };
    window.addEventListener('keydown', onKey);
    return () => {
      window.removeEventListener('keydown', onKey);
      document.title = 'Gantry';
    };
  }, [study]);

  const count = layout.rows * layout.columns;
  return (
    <div className="viewer">
      {isDressed && <Toolbar study={study} onHelp={() => setHelpOpen(true)} />}
      {isDressed && <Thumbnails study={study} />}
      <main className="grid" data-layout={`${layout.rows}x${layout.columns}`} aria-label="Images">
        {study.viewports.slice(0, count).map((model) => (
          <Playing key={model.id} study={study} model={model} isActive={model.id === active} isAlone={count === 1} />
        ))}
      </main>
      {isOutdated && (
        <div className="toast" role="status">
          This study has changed on the server.
          <button type="button" className="button" onClick={onReload}>
            Load it again
          </button>
        </div>
      )}
      {isHelpOpen && <Help onClose={() => setHelpOpen(false)} />}
    </div>
  );
}

function Playing(props: { study: StudyModel; model: ViewportModel; isActive: boolean; isAlone: boolean }) {
  useCine(props.model);
  return <Viewport {...props} />;
}
