import type { DecodedFrame } from '../decode/decoded.ts';
import type { LookupTable, PixelFormat, VoiWindow } from '../manifest/types.ts';

export interface Preset extends VoiWindow {
  readonly name: string;
  readonly key?: string;
}

const ct: readonly Preset[] = [
  { name: 'Soft tissue', centre: 40, width: 400, key: '1' },
  { name: 'Lung', centre: -600, width: 1500, key: '2' },
  { name: 'Bone', centre: 480, width: 2500, key: '3' },
  { name: 'Brain', centre: 40, width: 80, key: '4' },
  { name: 'Abdomen', centre: 60, width: 400, key: '5' },
  { name: 'Mediastinum', centre: 50, width: 350, key: '6' },
  { name: 'Liver', centre: 90, width: 150, key: '7' },
  { name: 'Angiography', centre: 300, width: 600, key: '8' },
  { name: 'Stroke', centre: 35, width: 40, key: '9' },
];

/** The file's own windows first, then those of the modality. */
export function presetsOf(modality: string, format: PixelFormat | undefined): Preset[] {
  const own = (format?.windows ?? []).map((window, i) => ({ ...window, name: titled(window.name) ?? (i === 0 ? 'As acquired' : `As acquired ${i + 1}`) }));
  return [...own, ...(modality === 'CT' ? ct : [])];
}

/** What a VOI LUT is called: its explanation, else its number. */
export function tableName(table: LookupTable, index: number): string {
  return titled(table.name) ?? `Table ${index + 1}`;
}

function titled(name: string | undefined): string | undefined {
  return name ? name.charAt(0) + name.slice(1).toLowerCase().replaceAll('_', ' ') : undefined;
}

/** The window with which a frame is shown first: its own, else one that spans its values. */
export function defaultWindow(format: PixelFormat, frame: DecodedFrame | null): VoiWindow {
  const own = format.windows?.find((window) => window.width > 0 || (window.width === 0 && format.windows?.length === 1));
  if (own && own.width > 0) {
    return own;
  }
  const slope = format.modalityLut ? 1 : (format.slope ?? 1);
  const intercept = format.modalityLut ? 0 : (format.intercept ?? 0);
  const [a, b] = frame && frame.max > frame.min ? [frame.min, frame.max] : [0, 2 ** Math.min(16, format.stored) - 1];
  const low = Math.min(a * slope, b * slope) + intercept;
  const high = Math.max(a * slope, b * slope) + intercept;
  // LINEAR maps centre - 0.5 - (width - 1) / 2 to black: this choice puts `low` and `high` at the ends.
  return { centre: (low + high) / 2 + 0.5, width: high - low + 1 };
}
