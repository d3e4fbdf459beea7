import { CircleCheck, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { type IngestMinute, systemState } from './api.ts';
import { bytes, moment, number, span } from './format.ts';
import { Section } from './Section.tsx';
import { useLoaded } from './useLoaded.ts';

const everyMs = 5000;

/** How the server fares: health, storage, what comes in. */
export function System() {
  const { value: system, problem } = useLoaded(systemState, everyMs);
  if (!system) {
    return <Section title="System">{problem ? <p className="problem" role="alert">{problem}</p> : <div className="empty" aria-busy="true" />}</Section>;
  }
  const { storage, counts, lastHour, sinceStart } = system;
  const used = storage.totalBytes - storage.freeBytes;
  const upSeconds = (Date.parse(system.now) - Date.parse(system.startedAt)) / 1000;
  const lastMinutes = lastHour.slice(-6, -1);
  const rate = lastMinutes.reduce((sum, minute) => sum + minute.stored, 0) / (60 * Math.max(1, lastMinutes.length));
  return (
    <Section title="System" lead={`Gantry ${system.version}, AE title ${system.aeTitle}, up for ${span(upSeconds)} since ${moment(system.startedAt)}`}>
      {problem && <p className="problem" role="alert">{problem}</p>}
      {system.warnings.length === 0 ? (
        <p className="health" role="status"><CircleCheck aria-hidden="true" /> All is well.</p>
      ) : (
        system.warnings.map((warning) => (
          <p key={warning} className="health bad" role="alert"><TriangleAlert aria-hidden="true" /> {warning}</p>
        ))
      )}
      <div className="facts">
        <Fact title="Studies" value={number(counts.studies)} detail={`${number(counts.patients)} patients, ${number(counts.series)} series`} />
        <Fact title="Instances" value={number(counts.instances)} detail={counts.studies > 0 ? `${number(Math.round(counts.instances / counts.studies))} a study` : ''} />
        <Fact title="Images" value={bytes(storage.objectBytes)} detail={`index ${bytes(storage.indexBytes)}; ${bytes(storage.readyBytes)} more kept ready`} />
        <Fact title="Disk" value={bytes(storage.freeBytes)} detail={`free of ${bytes(storage.totalBytes)}`}>
          <meter min={0} max={storage.totalBytes} value={used} aria-label={`${Math.round((100 * used) / storage.totalBytes)} % of the disk is used`} />
        </Fact>
        <Fact title="Memory" value={bytes(system.memoryBytes)} detail={`${system.processors} processors, ${((100 * system.cpuSeconds) / Math.max(1, upSeconds) / system.processors).toFixed(1)} % used on average`} />
        <Fact title="Coming in" value={`${rate >= 10 || rate === 0 ? number(Math.round(rate)) : rate.toFixed(1)}/s`} detail="instances, mean of five minutes" />
      </div>
      <h2>The last hour</h2>
      <Hour minutes={lastHour} />
      <p className="quiet">
        Since the start: {number(sinceStart.stored)} instances stored ({bytes(sinceStart.bytes)}), {number(sinceStart.duplicates)} that were here already, {number(sinceStart.refused)} refused or put aside.
      </p>
    </Section>
  );
}

function Fact({ title, value, detail, children }: { title: string; value: string; detail: string; children?: ReactNode }) {
  return (
    <div className="fact">
      <h3>{title}</h3>
      <b>{value}</b>
      <span className="quiet">{detail}</span>
      {children}
    </div>
  );
}

/** Instances a minute as bars; what was refused stands on top. */
function Hour({ minutes }: { minutes: readonly IngestMinute[] }) {
  const most = Math.max(10, ...minutes.map((minute) => minute.stored + minute.refused));
  const height = (count: number) => (count === 0 ? 0 : Math.max(1, (100 * count) / most));
  const total = minutes.reduce((sum, minute) => sum + minute.stored, 0);
  return (
    <figure className="hour">
      <svg viewBox="0 0 600 100" preserveAspectRatio="none" role="img" aria-label={`${number(total)} instances stored in the last hour, at most ${number(most)} a minute`}>
        {minutes.map((minute, i) => (
          <g key={minute.at}>
            <title>{`${moment(minute.at)}: ${number(minute.stored)} stored, ${bytes(minute.bytes)}${minute.refused > 0 ? `, ${number(minute.refused)} refused` : ''}`}</title>
            <rect className="ground" x={i * 10} y={0} width={10} height={100} />
            <rect className="stored" x={i * 10 + 1} y={100 - height(minute.stored)} width={8} height={height(minute.stored)} />
            <rect className="refused" x={i * 10 + 1} y={100 - height(minute.stored) - height(minute.refused)} width={8} height={height(minute.refused)} />
          </g>
        ))}
      </svg>
      <figcaption>
        <span>60 min ago</span>
        <span>{total === 0 ? 'nothing came in' : `${number(total)} instances; the tallest minute: ${number(most)}`}</span>
        <span>now</span>
      </figcaption>
    </figure>
  );
}
