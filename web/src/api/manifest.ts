import type { StudyManifest } from '../viewer/manifest/types.ts';
import { getJson } from './http.ts';

const ahead = new Map<string, Promise<StudyManifest>>();

/** Asks for a study's manifest before the viewer's code is there; the viewer takes it from here. */
export function fetchAhead(study: string): void {
  if (!ahead.has(study)) {
    const asked = getJson<StudyManifest>(`/api/studies/${study}/manifest`);
    asked.catch(() => {});
    ahead.set(study, asked);
    setTimeout(() => ahead.delete(study), 5000);
  }
}

export function loadManifest(study: string): Promise<StudyManifest> {
  return ahead.get(study) ?? getJson<StudyManifest>(`/api/studies/${study}/manifest`);
}
