import { useEffect, useLayoutEffect, useRef, useState, useSyncExternalStore } from 'react';
import { Corners } from '../overlays/Corners.tsx';
import { EdgeMarks } from '../overlays/EdgeMarks.tsx';
import { Planes } from '../overlays/Planes.tsx';
import { ViewportNotice } from '../overlays/ViewportNotice.tsx';
import { createRenderer, decideRenderer, rendererChoice } from '../render/createRenderer.ts';
import type { StudyModel } from '../studyModel.ts';
import { attachPointer } from '../tools/pointer.ts';
import { FrameSlider } from './FrameSlider.tsx';
import type { ViewportModel } from './viewportModel.ts';

/** One image: a canvas with its overlays. It draws when its model changes, at most once a screen frame. */
export function Viewport({ study, model, isActive, isAlone }: { study: StudyModel; model: ViewportModel; isActive: boolean; isAlone: boolean }) {
  const host = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [avoidGl, setAvoidGl] = useState(false);
  const { set, index } = useSyncExternalStore(model.subscribe, model.get);
  const { overlays, graphics, tool } = useSyncExternalStore(study.subscribe, study.get);
  const { kind: chosen } = useSyncExternalStore(rendererChoice.subscribe, rendererChoice.get);
  const kind = avoidGl ? 'cpu' : chosen;

  // A layout effect: a canvas that takes another's place is painted with its image at once.
  useLayoutEffect(() => {
    const target = canvas.current;
    const renderer = target ? createRenderer(target, kind) : null;
    if (!target || !renderer) {
      return;
    }
    target.dataset['renderer'] = renderer.name;
    let scheduled = 0;
    const draw = () => {
      scheduled = 0;
      const ratio = window.devicePixelRatio || 1;
      const { width, height } = model.get();
      const [w, h] = [Math.max(1, Math.round(width * ratio)), Math.max(1, Math.round(height * ratio))];
      if (target.width !== w || target.height !== h) {
        target.width = w;
        target.height = h;
      }
      const current = model.current;
      const frame = current && 'frame' in current ? current.frame : null;
      const isWaiting = current === undefined && model.get().set !== null && (model.get().set?.frames.length ?? 0) > 0;
      // A frame that is on its way leaves the one before in its place: a stack must not flash while it is paged.
      if (!isWaiting || target.dataset['set'] !== model.get().set?.id) {
        if (!renderer.draw(frame, frame ? model.look(ratio) : null)) {
          setAvoidGl(true);
        }
        target.dataset['set'] = model.get().set?.id ?? '';
      }
      if (frame) {
        target.dataset['shown'] = String(model.get().index);
        if (performance.getEntriesByName('gantry-first-image').length === 0) {
          performance.mark('gantry-first-image');
          decideRenderer();
        }
      }
    };
    const schedule = () => {
      scheduled ||= requestAnimationFrame(draw);
    };
    const stop = model.subscribe(schedule);
    const onLost = (event: Event) => {
      event.preventDefault();
      setAvoidGl(true);
    };
    target.addEventListener('webglcontextlost', onLost);
    draw();
    return () => {
      stop();
      cancelAnimationFrame(scheduled);
      target.removeEventListener('webglcontextlost', onLost);
      renderer.dispose();
    };
  }, [model, kind]);

  useEffect(() => {
    const element = host.current;
    if (!element) {
      return;
    }
    const observer = new ResizeObserver(() => model.resize(element.clientWidth, element.clientHeight));
    observer.observe(element);
    model.resize(element.clientWidth, element.clientHeight);
    const detach = attachPointer(element, model, study);
    return () => {
      observer.disconnect();
      detach();
    };
  }, [model, study]);

  const label = set ? `${set.series.modality} ${set.label}, ${set.frames.length > 1 ? `image ${index + 1} of ${set.frames.length}` : 'one image'}` : 'Empty viewport';
  return (
    <div
      className="viewport"
      data-active={isActive && !isAlone}
      data-tool={tool}
      onDragOver={(event) => event.dataTransfer.types.includes('application/x-gantry-set') && event.preventDefault()}
      onDrop={(event) => {
        const dropped = study.sets.find((one) => one.id === event.dataTransfer.getData('application/x-gantry-set'));
        if (dropped) {
          event.preventDefault();
          study.set({ active: model.id });
          study.show(dropped, model);
        }
      }}
    >
      <div ref={host} className="viewport-stage" role="img" aria-label={label} onPointerDownCapture={() => study.set({ active: model.id })}>
        <canvas key={kind} ref={canvas} />
        {set && graphics && <Planes study={study} model={model} />}
        {set && overlays && <Corners study={study.manifest} model={model} />}
        {set && overlays && <EdgeMarks model={model} />}
        <ViewportNotice study={study} model={model} />
      </div>
      {set && set.frames.length > 1 && <FrameSlider model={model} />}
    </div>
  );
}
