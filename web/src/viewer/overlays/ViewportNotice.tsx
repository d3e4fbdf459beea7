import { FileText, FileWarning, ImageOff } from 'lucide-react';
import { useSyncExternalStore } from 'react';
import type { StudyModel } from '../studyModel.ts';
import type { ViewportModel } from '../viewport/viewportModel.ts';
import { date, kindName, time } from './text.ts';

/** What stands where no image is: loading, failed, an object that is no image, or nothing at all. */
export function ViewportNotice({ study, model }: { study: StudyModel; model: ViewportModel }) {
  const { set, index } = useSyncExternalStore(model.subscribe, model.get);
  if (!set) {
    return (
      <div className="notice">
        <ImageOff aria-hidden="true" />
        <p>{study.sets.length === 0 ? 'This study holds no objects that can be listed.' : 'Choose a series from the strip.'}</p>
      </div>
    );
  }
  if (set.object) {
    const { object, series } = set;
    const study_ = study.manifest.study.uid;
    return (
      <div className="notice">
        <FileText aria-hidden="true" />
        <h2>{kindName(object.kind)}</h2>
        <p>{set.label}</p>
        <p className="quiet">{[date(series.date), time(series.time), series.manufacturer].filter(Boolean).join(' · ')}</p>
        <p className="quiet">This kind of object has no pixels to show here.</p>
        <a className="button" href={`/dicom-web/studies/${study_}/series/${series.uid}/instances/${object.uid}`} download={`${object.uid}.dcm`}>
          Download
        </a>
      </div>
    );
  }
  const current = model.current;
  if (current === undefined) {
    return <div className="loading-bar" role="progressbar" aria-label={`Image ${index + 1} is loading`} />;
  }
  if ('failure' in current) {
    return (
      <div className="notice covers" role="alert">
        <FileWarning aria-hidden="true" />
        <h2>This image cannot be shown</h2>
        <p>{current.failure}</p>
      </div>
    );
  }
  return null;
}
