import type { OtherObject, SeriesManifest, StudyManifest } from './types.ts';

/** What one viewport can show: frames of a series in reading order, or an object that is no image. */
export interface DisplaySet {
  readonly id: string;
  readonly series: SeriesManifest;
  /** Places in the series' frame columns; empty for an object. */
  readonly frames: readonly number[];
  /** Frames in time rather than in space: played, at the pace that the instance names. */
  readonly isCine: boolean;
  readonly fps: number;
  readonly object: OtherObject | null;
  readonly label: string;
}

const cineModalities = new Set(['US', 'XA', 'RF', 'ES', 'IVUS', 'IVOCT', 'NM', 'OP', 'XC', 'GM']);

export function displaySets(study: StudyManifest): DisplaySet[] {
  const sets: DisplaySet[] = [];
  for (const series of [...study.series].sort((a, b) => (a.number ?? 1e9) - (b.number ?? 1e9))) {
    sets.push(...imagesOf(series), ...objectsOf(series));
  }
  // Images first; reports and the like follow, in the order of their series.
  return [...sets.filter((set) => set.object === null), ...sets.filter((set) => set.object !== null)];
}

function imagesOf(series: SeriesManifest): DisplaySet[] {
  const { frames, instances } = series;
  if (frames.frame.length === 0) {
    return [];
  }
  const label = series.description || series.protocol || series.bodyPart || series.modality;
  const isMultiFrame = instances.some((instance) => instance.frames > 1);
  if (!isMultiFrame) {
    const fps = instances[0]?.fps;
    return [{ id: series.uid, series, frames: frames.frame.map((_, i) => i), isCine: false, fps: fps ?? 15, object: null, label }];
  }
  // Each multi-frame instance is a stack or a loop of its own; single frames of the same series stay together.
  const groups = new Map<number, number[]>();
  frames.instance.forEach((instance, i) => {
    const key = (instances[instance]?.frames ?? 1) > 1 ? instance : -1;
    const group = groups.get(key);
    if (group) {
      group.push(i);
    } else {
      groups.set(key, [i]);
    }
  });
  return [...groups].map(([instance, group]) => {
    const fps = instances[instance]?.fps;
    return {
      id: instance < 0 ? series.uid : `${series.uid}/${instances[instance]?.uid}`,
      series,
      frames: group,
      isCine: instance >= 0 && (fps !== undefined || cineModalities.has(series.modality)),
      fps: Math.min(60, Math.max(1, fps ?? 15)),
      object: null,
      label: groups.size > 1 && instance >= 0 ? `${label} · ${instances[instance]?.number ?? instance + 1}` : label,
    };
  });
}

function objectsOf(series: SeriesManifest): DisplaySet[] {
  return series.objects.map((object) => ({
    id: `${series.uid}/${object.uid}`,
    series,
    frames: [],
    isCine: false,
    fps: 15,
    object,
    label: object.title || series.description || series.modality,
  }));
}
