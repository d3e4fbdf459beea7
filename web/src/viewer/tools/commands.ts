import { goToList } from '../../shell/route.ts';
import { layouts, type StudyModel } from '../studyModel.ts';
import { presetsOf } from './presets.ts';

export interface Command {
  readonly id: string;
  readonly title: string;
  /** As `KeyboardEvent.key`, with Shift+ before it where it matters. */
  readonly keys: readonly string[];
  readonly group: 'Stack' | 'Window' | 'Position' | 'Layout' | 'Study';
  run(study: StudyModel): void;
}

/** Everything the keyboard does; the help and the toolbar read it too. */
export const commands: readonly Command[] = [
  { id: 'next', title: 'Next image', keys: ['ArrowDown', 'ArrowRight', 'PageDown'], group: 'Stack', run: (study) => study.activeViewport.scroll(1) },
  { id: 'previous', title: 'Previous image', keys: ['ArrowUp', 'ArrowLeft', 'PageUp'], group: 'Stack', run: (study) => study.activeViewport.scroll(-1) },
  { id: 'ahead', title: 'Ten images on', keys: ['Shift+ArrowDown', 'Shift+PageDown'], group: 'Stack', run: (study) => study.activeViewport.scroll(10) },
  { id: 'back', title: 'Ten images back', keys: ['Shift+ArrowUp', 'Shift+PageUp'], group: 'Stack', run: (study) => study.activeViewport.scroll(-10) },
  { id: 'first', title: 'First image', keys: ['Home'], group: 'Stack', run: (study) => study.activeViewport.scrollTo(0) },
  { id: 'last', title: 'Last image', keys: ['End'], group: 'Stack', run: (study) => study.activeViewport.scrollTo(Infinity) },
  { id: 'play', title: 'Play or pause', keys: [' '], group: 'Stack', run: (study) => toggle(study, 'playing') },
  { id: 'faster', title: 'Faster', keys: ['+', 'Shift++'], group: 'Stack', run: (study) => pace(study, 1.25) },
  { id: 'slower', title: 'Slower', keys: ['-'], group: 'Stack', run: (study) => pace(study, 0.8) },
  { id: 'tool-window', title: 'Drag: window and level', keys: ['w'], group: 'Window', run: (study) => study.set({ tool: 'window' }) },
  ...['1', '2', '3', '4', '5', '6', '7', '8', '9'].map(
    (key): Command => ({ id: `preset-${key}`, title: `CT window ${key}`, keys: [key], group: 'Window', run: (study) => preset(study, key) }),
  ),
  { id: 'invert', title: 'Invert', keys: ['i'], group: 'Window', run: (study) => toggle(study, 'invert') },
  { id: 'interpolate', title: 'Smooth or plain pixels', keys: ['n'], group: 'Window', run: (study) => toggle(study, 'interpolate') },
  { id: 'tool-scroll', title: 'Drag: page through the stack', keys: ['s'], group: 'Stack', run: (study) => study.set({ tool: 'scroll' }) },
  { id: 'tool-pan', title: 'Drag: move', keys: ['m'], group: 'Position', run: (study) => study.set({ tool: 'pan' }) },
  { id: 'tool-zoom', title: 'Drag: zoom', keys: ['z'], group: 'Position', run: (study) => study.set({ tool: 'zoom' }) },
  { id: 'turn', title: 'Turn right', keys: ['r'], group: 'Position', run: (study) => study.activeViewport.turn(1) },
  { id: 'turn-left', title: 'Turn left', keys: ['Shift+R'], group: 'Position', run: (study) => study.activeViewport.turn(-1) },
  { id: 'flip', title: 'Mirror left and right', keys: ['h'], group: 'Position', run: (study) => study.activeViewport.flip('horizontal') },
  { id: 'flip-vertical', title: 'Mirror up and down', keys: ['v'], group: 'Position', run: (study) => study.activeViewport.flip('vertical') },
  { id: 'fit', title: 'Fit', keys: ['f'], group: 'Position', run: (study) => study.activeViewport.fit() },
  { id: 'actual', title: 'One image pixel for one of the screen', keys: ['a'], group: 'Position', run: (study) => study.activeViewport.actualPixels(window.devicePixelRatio || 1) },
  { id: 'reset', title: 'Reset', keys: ['0'], group: 'Position', run: (study) => study.activeViewport.reset() },
  { id: 'layout', title: 'Next layout', keys: ['l'], group: 'Layout', run: (study) => nextLayout(study) },
  { id: 'viewport', title: 'Next viewport', keys: ['x'], group: 'Layout', run: (study) => study.set({ active: (study.get().active + 1) % study.visibleViewports.length }) },
  { id: 'overlays', title: 'Show or hide texts', keys: ['o'], group: 'Layout', run: (study) => study.set({ overlays: !study.get().overlays }) },
  { id: 'graphics', title: 'Overlays of the image on or off', keys: ['g'], group: 'Layout', run: (study) => study.set({ graphics: !study.get().graphics }) },
  { id: 'next-series', title: 'Next series', keys: [']', '.'], group: 'Study', run: (study) => study.step(1) },
  { id: 'previous-series', title: 'Previous series', keys: ['[', ','], group: 'Study', run: (study) => study.step(-1) },
  { id: 'list', title: 'Back to the study list', keys: ['Escape'], group: 'Study', run: () => goToList() },
];

const byKey = new Map(commands.flatMap((command) => command.keys.map((key) => [key, command] as const)));

export function commandFor(event: { readonly key: string; readonly shiftKey: boolean; readonly ctrlKey: boolean; readonly altKey: boolean; readonly metaKey: boolean }): Command | undefined {
  if (event.ctrlKey || event.altKey || event.metaKey) {
    return undefined;
  }
  return (event.shiftKey ? byKey.get(`Shift+${event.key}`) : undefined) ?? byKey.get(event.key);
}

function toggle(study: StudyModel, what: 'playing' | 'invert' | 'interpolate'): void {
  const viewport = study.activeViewport;
  viewport.set({ [what]: !viewport.get()[what] });
}

function pace(study: StudyModel, factor: number): void {
  const viewport = study.activeViewport;
  viewport.set({ fps: Math.min(60, Math.max(1, Math.round(viewport.get().fps * factor))) });
}

function preset(study: StudyModel, key: string): void {
  const viewport = study.activeViewport;
  const found = presetsOf(viewport.get().set?.series.modality ?? '', undefined).find((one) => one.key === key);
  if (found) {
    viewport.set({ window: found, table: null });
  }
}

function nextLayout(study: StudyModel): void {
  const { layout } = study.get();
  const at = layouts.findIndex((one) => one.rows === layout.rows && one.columns === layout.columns);
  study.setLayout(layouts[(at + 1) % layouts.length] ?? layout);
}
