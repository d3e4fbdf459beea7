const dateTime = new Intl.DateTimeFormat('en-GB', { year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit' });

/** As in the study list: 2026-01-31 14:05. */
export function moment(iso: string | null, withSeconds = false): string {
  if (!iso) {
    return '';
  }
  const parts = Object.fromEntries(dateTime.formatToParts(new Date(iso)).map((part) => [part.type, part.value]));
  return `${parts['year']}-${parts['month']}-${parts['day']} ${parts['hour']}:${parts['minute']}${withSeconds ? `:${parts['second']}` : ''}`;
}

/** A network address without what only says that IPv4 came by way of IPv6. */
export function address(text: string | null): string {
  return (text ?? '').replace(/^\[?::ffff:(\d+\.\d+\.\d+\.\d+)\]?/i, '$1');
}

/** Bytes in decimal units, as disks are sold. */
export function bytes(count: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];
  const step = Math.min(units.length - 1, count < 1 ? 0 : Math.floor(Math.log10(count) / 3));
  const value = count / 1000 ** step;
  return `${value >= 100 || step === 0 ? Math.round(value) : value.toFixed(1)} ${units[step]}`;
}

export function number(value: number): string {
  return value.toLocaleString('en-GB');
}

/** A span of time in its two largest units. */
export function span(seconds: number): string {
  const parts: [number, string][] = [[Math.floor(seconds / 86400), 'd'], [Math.floor(seconds / 3600) % 24, 'h'], [Math.floor(seconds / 60) % 60, 'min'], [Math.floor(seconds) % 60, 's']];
  const first = parts.findIndex(([value]) => value > 0);
  return first < 0 ? '0 s' : parts.slice(first, first + 2).filter(([value]) => value > 0).map(([value, unit]) => `${value} ${unit}`).join(' ');
}

/** "sign-in-failed" as "Sign in failed". */
export function words(name: string): string {
  const spaced = name.replaceAll('-', ' ').trim();
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}
