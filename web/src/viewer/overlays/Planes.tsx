import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import type { StudyModel } from '../studyModel.ts';
import { invert } from '../viewport/affine.ts';
import type { ViewportModel } from '../viewport/viewportModel.ts';
import type { Plane } from './planes.ts';

/** The overlay planes of the shown frame, on a canvas of their own, so that both renderers show them alike. */
export function Planes({ study, model }: { study: StudyModel; model: ViewportModel }) {
  const state = useSyncExternalStore(model.subscribe, model.get);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [planes, setPlanes] = useState<{ readonly of: string; readonly list: readonly Plane[] } | null>(null);
  const { set, index, width, height } = state;
  const place = set?.frames[index];
  const series = set?.series;
  const instance = place === undefined ? undefined : series?.instances[series.frames.instance[place] ?? -1];
  const frame = place === undefined ? 0 : (series?.frames.frame[place] ?? 0);
  const of = series && instance?.overlays ? `${series.uid}/${instance.uid}/${frame}` : '';

  useEffect(() => {
    if (of === '' || !series || !instance) {
      return;
    }
    let isGone = false;
    // Without its overlays an image is still an image: a failure leaves it as it is.
    study.planes.planes(series.uid, instance.uid, frame).then((list) => !isGone && setPlanes({ of, list }), () => {});
    return () => {
      isGone = true;
    };
  }, [study, series, instance, frame, of]);

  const current = model.current;
  const isShown = of !== '' && planes?.of === of && current !== undefined && 'frame' in current;
  useEffect(() => {
    const target = canvas.current;
    const ratio = window.devicePixelRatio || 1;
    const look = model.look(ratio);
    const context = target?.getContext('2d');
    if (!target || !context || !isShown || !look) {
      return;
    }
    target.width = Math.round(width * ratio);
    target.height = Math.round(height * ratio);
    const m = invert(look.toImage);
    context.setTransform(m.a, m.b, m.c, m.d, m.e, m.f);
    context.imageSmoothingEnabled = look.interpolate && Math.hypot(m.a, m.b) < 1;
    for (const { mask, top, left } of planes?.list ?? []) {
      context.drawImage(mask, left, top);
    }
    target.dataset['planes'] = String(planes?.list.length ?? 0);
  }, [model, state, planes, isShown, width, height]);

  return isShown ? <canvas ref={canvas} className="planes" /> : null;
}
