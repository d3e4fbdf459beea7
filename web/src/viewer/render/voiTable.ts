import { entries } from '../decode/colour.ts';
import type { LookupTable } from '../manifest/types.ts';
import type { VoiTable } from './look.ts';

const made = new WeakMap<LookupTable, VoiTable>();

/** A VOI LUT with its entries as greys: the highest that their bits can hold is white (PS3.3 C.11.2.1.1). */
export function voiTable(table: LookupTable): VoiTable {
  let known = made.get(table);
  if (!known) {
    const words = entries(table);
    // Lenient: entries that need more bits than the descriptor says would all be white, PS3.3 C.11.2.1.1.
    const needed = Math.max(1, 32 - Math.clz32(words.reduce((most, word) => Math.max(most, word), 0)));
    const full = 2 ** Math.max(Math.min(16, Math.max(8, table.bits)), needed) - 1;
    known = { first: table.first, bytes: Uint8Array.from(words, (word) => Math.round((255 * word) / full)) };
    made.set(table, known);
  }
  return known;
}

/** The window that spans a table's input, where a drag begins. */
export function windowOf(table: LookupTable): { readonly centre: number; readonly width: number } {
  const count = entries(table).length;
  return { centre: table.first + count / 2, width: count };
}
