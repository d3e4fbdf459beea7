import type { Look } from './look.ts';

/** The grey level from 0 to 1 of a value after rescale (PS3.3 C.11.2.1.2 and C.11.2.1.3). */
export function voi(value: number, look: Pick<Look, 'centre' | 'width' | 'voi' | 'table'>): number {
  const { centre, width, table } = look;
  if (table) {
    return (table.bytes[Math.min(table.bytes.length - 1, Math.max(0, Math.round(value) - table.first))] ?? 0) / 255;
  }
  switch (look.voi) {
    case 'SIGMOID':
      return 1 / (1 + Math.exp((-4 * (value - centre)) / Math.max(width, 1e-6)));
    case 'LINEAR_EXACT': {
      const y = (value - centre) / Math.max(width, 1e-6) + 0.5;
      return y < 0 ? 0 : y > 1 ? 1 : y;
    }
    default: {
      // A window of width 1 is a threshold at centre - 0.5.
      if (width <= 1) {
        return value <= centre - 0.5 ? 0 : 1;
      }
      const y = (value - (centre - 0.5)) / (width - 1) + 0.5;
      return y < 0 ? 0 : y > 1 ? 1 : y;
    }
  }
}

/** The byte shown for a stored value. */
export function shown(stored: number, look: Look): number {
  if (look.padding && stored >= look.padding[0] && stored <= look.padding[1]) {
    return 0;
  }
  const grey = voi(stored * look.slope + look.intercept, look);
  return Math.round(255 * (look.invert ? 1 - grey : grey));
}
