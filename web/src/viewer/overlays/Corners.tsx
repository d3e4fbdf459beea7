import { useSyncExternalStore } from 'react';
import { directions, dot, type Vector3 } from '../geometry/vector.ts';
import type { StudyManifest } from '../manifest/types.ts';
import { fitScale } from '../viewport/view.ts';
import { tableName } from '../tools/presets.ts';
import type { ViewportModel } from '../viewport/viewportModel.ts';
import { age, date, personName, short, time } from './text.ts';

/** Texts in the corners as radiologists know them: patient top left, institution and series top right, image and window at the bottom. */
export function Corners({ study, model }: { study: StudyManifest; model: ViewportModel }) {
  const state = useSyncExternalStore(model.subscribe, model.get);
  const { set, index, view, width, height } = state;
  const format = model.format;
  if (!set) {
    return null;
  }
  const { series } = set;
  const { patient } = study;
  const place = set.frames[index] ?? -1;
  const instance = series.instances[series.frames.instance[place] ?? -1];
  const position = series.frames.position?.[place] as Vector3 | null | undefined;
  const axes = directions(format?.orientation);
  const table = model.isColour ? null : model.table;
  const window = model.isColour || table ? null : model.window;
  const zoom = format && width > 0 ? fitScale(format, view.turns, width, height) * view.zoom : null;
  const numberOf = instance?.number !== undefined && set.frames.length > 1 && series.instances.length > 1 ? `#${instance.number}` : '';
  return (
    <div className="corners" aria-hidden="true">
      <div className="corner top left">
        <b>{personName(patient.name) || 'No name'}</b>
        <span>{patient.id}</span>
        <span>{[date(patient.birthDate), patient.sex, age(patient.age, patient.birthDate, study.study.date)].filter(Boolean).join(' · ')}</span>
        <span>{study.study.accession}</span>
      </div>
      <div className="corner top right">
        <span>{study.study.institution}</span>
        <span>{study.study.description}</span>
        <b>{[series.number !== undefined ? `S ${series.number}` : '', set.label].filter(Boolean).join(' · ')}</b>
        <span>{[date(series.date ?? study.study.date), time(series.time ?? study.study.time, true)].filter(Boolean).join(' ')}</span>
      </div>
      {format && (
        <div className="corner bottom left">
          <span>
            {index + 1} / {set.frames.length} {numberOf}
          </span>
          {axes && position && <span>L {short(dot(position, axes.normal))} mm{format.thickness ? ` · T ${short(format.thickness)} mm` : ''}</span>}
          <span>
            {format.columns} x {format.rows}
            {format.lossy ? ' · lossy' : ''}
          </span>
        </div>
      )}
      {format && (
        <div className="corner bottom right">
          {table && <span>{tableName(table, format.voiLuts?.indexOf(table) ?? 0)}</span>}
          {window && (
            <span>
              W {short(window.width)} L {short(window.centre)}
            </span>
          )}
          {state.invert && <span>Inverted</span>}
          {zoom !== null && <span>{Math.round(zoom * 100)} %</span>}
          {state.playing && <span>{state.fps} fps</span>}
        </div>
      )}
    </div>
  );
}
