import * as Menu from '@radix-ui/react-dropdown-menu';
import * as Tooltip from '@radix-ui/react-tooltip';
import {
  ArrowLeft, CircleHelp, Contrast, FlipHorizontal2, FlipVertical2, Grid2x2, Layers, type LucideIcon, Maximize, Move, Pause, PenLine, Play, RotateCcw, RotateCw, SlidersHorizontal, SunMedium, Text, ZoomIn,
} from 'lucide-react';
import { type ReactNode, useSyncExternalStore } from 'react';
import { goToList } from '../../shell/route.ts';
import { type DragTool, layouts, type StudyModel } from '../studyModel.ts';
import { commands } from '../tools/commands.ts';
import { presetsOf, tableName } from '../tools/presets.ts';
import { date, personName } from '../overlays/text.ts';

function run(study: StudyModel, id: string): void {
  commands.find((command) => command.id === id)?.run(study);
}

function keyOf(id: string): string {
  const key = commands.find((command) => command.id === id)?.keys[0] ?? '';
  return key === ' ' ? 'Space' : key.replace('Shift+', 'Shift ').toUpperCase();
}

function Tool({ icon: Icon, label, hint, pressed, onClick, disabled }: { icon: LucideIcon; label: string; hint?: string; pressed?: boolean; onClick: () => void; disabled?: boolean }) {
  return (
    <Tooltip.Root>
      <Tooltip.Trigger asChild>
        <button type="button" className="icon-button" aria-label={label} aria-pressed={pressed} disabled={disabled} onClick={onClick}>
          <Icon aria-hidden="true" />
        </button>
      </Tooltip.Trigger>
      <Tip label={label} hint={hint} />
    </Tooltip.Root>
  );
}

function Tip({ label, hint }: { label: string; hint: string | undefined }) {
  return (
    <Tooltip.Portal>
      <Tooltip.Content className="tip" sideOffset={6} collisionPadding={8}>
        {label}
        {hint && <kbd>{hint}</kbd>}
      </Tooltip.Content>
    </Tooltip.Portal>
  );
}

function MenuButton({ icon: Icon, label, children }: { icon: LucideIcon; label: string; children: ReactNode }) {
  return (
    <Menu.Root modal={false}>
      <Tooltip.Root>
        <Tooltip.Trigger asChild>
          <Menu.Trigger className="icon-button" aria-label={label}>
            <Icon aria-hidden="true" />
          </Menu.Trigger>
        </Tooltip.Trigger>
        <Tip label={label} hint={undefined} />
      </Tooltip.Root>
      <Menu.Portal>
        <Menu.Content className="menu" sideOffset={6} collisionPadding={8} onCloseAutoFocus={(event) => event.preventDefault()}>
          {children}
        </Menu.Content>
      </Menu.Portal>
    </Menu.Root>
  );
}

const tools: readonly { readonly tool: DragTool; readonly icon: LucideIcon; readonly label: string }[] = [
  { tool: 'window', icon: SunMedium, label: 'Window and level' },
  { tool: 'scroll', icon: Layers, label: 'Page through the stack' },
  { tool: 'pan', icon: Move, label: 'Move' },
  { tool: 'zoom', icon: ZoomIn, label: 'Zoom' },
];

/** Few icons, each with its name and key; the rest is on the keyboard. */
export function Toolbar({ study, onHelp }: { study: StudyModel; onHelp: () => void }) {
  const { tool, overlays, graphics, layout } = useSyncExternalStore(study.subscribe, study.get);
  const model = study.activeViewport;
  const { set, invert, playing, fps } = useSyncExternalStore(model.subscribe, model.get);
  const { patient } = study.manifest;
  const presets = presetsOf(set?.series.modality ?? '', model.format ?? undefined);
  const tables = (model.isColour ? undefined : model.format?.voiLuts) ?? [];
  const hasGraphics = set?.series.instances.some((instance) => instance.overlays) ?? false;
  const isStack = (set?.frames.length ?? 0) > 1;
  return (
    <Tooltip.Provider delayDuration={300}>
      <header className="toolbar" role="toolbar" aria-label="Viewer">
        <div className="toolbar-group">
          <Tool icon={ArrowLeft} label="Study list" hint="Esc" onClick={goToList} />
          <span className="toolbar-title">
            <b>{personName(patient.name) || patient.id || 'Study'}</b>
            <span>{[patient.id, study.manifest.study.description, date(study.manifest.study.date)].filter(Boolean).join(' · ')}</span>
          </span>
        </div>
        <div className="toolbar-group tools">
          {tools.map((one) => (
            <Tool key={one.tool} icon={one.icon} label={one.label} hint={keyOf(`tool-${one.tool}`)} pressed={tool === one.tool} onClick={() => study.set({ tool: one.tool })} />
          ))}
          <span className="rule" />
          <MenuButton icon={SlidersHorizontal} label="Windows">
            {presets.length === 0 && tables.length === 0 && <Menu.Label className="menu-label">This image has no windows of its own</Menu.Label>}
            {presets.map((preset, i) => (
              <Menu.Item key={`${preset.name}${i}`} className="menu-item" onSelect={() => model.set({ window: preset, table: null })}>
                <span>{preset.name}</span>
                <span className="quiet">
                  {Math.round(preset.width)} / {Math.round(preset.centre)}
                </span>
                <kbd>{preset.key ?? ''}</kbd>
              </Menu.Item>
            ))}
            {tables.map((table, i) => (
              <Menu.Item key={`table${i}`} className="menu-item" onSelect={() => model.set({ window: null, table })}>
                <span>{tableName(table, i)}</span>
                <span className="quiet">table</span>
                <kbd />
              </Menu.Item>
            ))}
            <Menu.Separator className="menu-rule" />
            <Menu.Item className="menu-item" onSelect={() => model.set({ window: null, table: null })}>
              <span>As first shown</span>
            </Menu.Item>
          </MenuButton>
          <Tool icon={Contrast} label="Invert" hint={keyOf('invert')} pressed={invert} onClick={() => run(study, 'invert')} />
          <Tool icon={RotateCw} label="Turn right" hint={keyOf('turn')} onClick={() => run(study, 'turn')} />
          <Tool icon={FlipHorizontal2} label="Mirror left and right" hint={keyOf('flip')} onClick={() => run(study, 'flip')} />
          <Tool icon={FlipVertical2} label="Mirror up and down" hint={keyOf('flip-vertical')} onClick={() => run(study, 'flip-vertical')} />
          <Tool icon={Maximize} label="Fit" hint={keyOf('fit')} onClick={() => run(study, 'fit')} />
          <Tool icon={RotateCcw} label="Reset" hint={keyOf('reset')} onClick={() => run(study, 'reset')} />
          <span className="rule" />
          <Tool icon={playing ? Pause : Play} label={playing ? 'Pause' : 'Play'} hint={keyOf('play')} pressed={playing} disabled={!isStack} onClick={() => run(study, 'play')} />
          {playing && (
            <label className="pace">
              <input type="range" min={1} max={60} value={fps} aria-label="Frames a second" onChange={(event) => model.set({ fps: event.currentTarget.valueAsNumber })} />
              <output>{fps} fps</output>
            </label>
          )}
        </div>
        <div className="toolbar-group end">
          <MenuButton icon={Grid2x2} label="Layout">
            {layouts.map((one) => (
              <Menu.CheckboxItem
                key={`${one.rows}x${one.columns}`}
                className="menu-item"
                checked={one.rows === layout.rows && one.columns === layout.columns}
                onSelect={() => study.setLayout(one)}
              >
                <span>
                  {one.rows} x {one.columns}
                </span>
                <Menu.ItemIndicator>✓</Menu.ItemIndicator>
              </Menu.CheckboxItem>
            ))}
          </MenuButton>
          {hasGraphics && <Tool icon={PenLine} label="Overlays of the image" hint={keyOf('graphics')} pressed={graphics} onClick={() => run(study, 'graphics')} />}
          <Tool icon={Text} label="Texts" hint={keyOf('overlays')} pressed={overlays} onClick={() => run(study, 'overlays')} />
          <Tool icon={CircleHelp} label="Keys and gestures" hint="?" onClick={onHelp} />
        </div>
      </header>
    </Tooltip.Provider>
  );
}
