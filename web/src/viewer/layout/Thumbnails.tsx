import { FileText, ImageOff } from 'lucide-react';
import { useEffect, useRef, useSyncExternalStore } from 'react';
import type { DisplaySet } from '../manifest/displaySets.ts';
import { kindName } from '../overlays/text.ts';
import { CpuRenderer } from '../render/cpuRenderer.ts';
import { ViewportModel } from '../viewport/viewportModel.ts';
import type { StudyModel } from '../studyModel.ts';

const size = 88;

/** The strip of series and other objects. */
export function Thumbnails({ study }: { study: StudyModel }) {
  const { active, layout } = useSyncExternalStore(study.subscribe, study.get);
  const activeSet = useSyncExternalStore(study.activeViewport.subscribe, () => study.activeViewport.get().set?.id);
  const shown = new Set(study.visibleViewports.map((viewport) => viewport.get().set?.id));
  return (
    <nav className="strip" aria-label="Series" data-layout={`${active}/${layout.rows}x${layout.columns}`}>
      {study.sets.map((set) => (
        <button
          key={set.id}
          type="button"
          className="thumb"
          draggable
          aria-current={set.id === activeSet}
          data-shown={shown.has(set.id)}
          title={`${set.series.modality} ${set.label}`}
          onClick={() => study.show(set)}
          onDragStart={(event) => event.dataTransfer.setData('application/x-gantry-set', set.id)}
        >
          <span className="thumb-picture">
            {set.object ? <FileText aria-hidden="true" /> : <Thumbnail study={study} set={set} />}
            <span className="thumb-count">{set.object ? '' : set.frames.length}</span>
          </span>
          <span className="thumb-label">{set.object ? kindName(set.object.kind) : set.label}</span>
          <span className="thumb-detail">
            {set.series.modality}
            {set.series.number !== undefined ? ` ${set.series.number}` : ''}
          </span>
        </button>
      ))}
    </nav>
  );
}

function Thumbnail({ study, set }: { study: StudyModel; set: DisplaySet }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useSyncExternalStore(study.subscribe, () => study.get().arrivals);
  const isDrawn = useRef(false);
  const place = set.isCine ? 0 : Math.floor(set.frames.length / 2);
  const state = study.frame(set, place);

  useEffect(() => {
    // The strip asks once the visible image has had its turn, and only for what is in sight.
    const target = canvas.current;
    if (!target || state !== undefined || isDrawn.current) {
      return;
    }
    let timer = 0;
    const observer = new IntersectionObserver((entries) => {
      if (entries.some((entry) => entry.isIntersecting)) {
        observer.disconnect();
        timer = window.setTimeout(() => study.thumbnail(set), 400);
      }
    });
    observer.observe(target);
    return () => {
      observer.disconnect();
      clearTimeout(timer);
    };
  }, [study, set, state]);

  useEffect(() => {
    const target = canvas.current;
    if (!target || !state || !('frame' in state) || isDrawn.current) {
      return;
    }
    const ratio = Math.min(2, window.devicePixelRatio || 1);
    target.width = size * ratio;
    target.height = size * ratio;
    const model = new ViewportModel(-1, { frame: () => state, want: () => {} });
    model.resize(size, size);
    model.show(set, place);
    const renderer = CpuRenderer.create(target);
    renderer?.draw(state.frame, model.look(ratio));
    renderer?.dispose();
    isDrawn.current = true;
  }, [set, place, state]);

  return (
    <>
      <canvas ref={canvas} width={size} height={size} />
      {state && 'failure' in state && <ImageOff className="thumb-failed" aria-label="Cannot be shown" />}
    </>
  );
}
