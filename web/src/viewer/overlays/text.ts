/** A person's name as read: "Doe^Jane^^Dr" -> "Doe, Jane"; of several groups the first that is there (PS3.5 6.2.1). */
export function personName(name: string | undefined): string {
  const group = (name ?? '').split('=').find((part) => part.trim() !== '') ?? '';
  const [family = '', given = '', middle = ''] = group.split('^').map((part) => part.trim());
  const first = [given, middle].filter((part) => part !== '').join(' ');
  return [family, first].filter((part) => part !== '').join(', ');
}

/** A DICOM date as ISO, "20260131" -> "2026-01-31"; what is none is shown as it is. */
export function date(value: string | undefined): string {
  const match = /^(\d{4})(\d{2})(\d{2})$/.exec((value ?? '').trim());
  return match ? `${match[1]}-${match[2]}-${match[3]}` : (value ?? '').trim();
}

/** A DICOM time to the minute or second: "101530.123" -> "10:15:30". */
export function time(value: string | undefined, withSeconds = false): string {
  const match = /^(\d{2})(\d{2})?(\d{2})?/.exec((value ?? '').trim());
  if (!match) {
    return '';
  }
  const parts = [match[1], match[2] ?? '00'];
  return (withSeconds && match[3] ? [...parts, match[3]] : parts).join(':');
}

/** Patient's Age: what the study says ("064Y" -> "64 y"), else from the dates of birth and study; months and weeks for the young. */
export function age(stated: string | undefined, birth: string | undefined, study: string | undefined): string {
  const match = /^0*(\d+)([DWMY])$/.exec((stated ?? '').trim());
  if (match) {
    return `${match[1]} ${{ D: 'd', W: 'wk', M: 'mo', Y: 'y' }[match[2] ?? ''] ?? ''}`;
  }
  const parse = (value: string | undefined) => (/^\d{8}$/.test(value ?? '') ? [0, 4, 6].map((from, i) => Number(value?.slice(from, [4, 6, 8][i]))) : null);
  const [born, then] = [parse(birth), parse(study)] as [number[] | null, number[] | null];
  if (!born || !then) {
    return '';
  }
  const [y = 0, m = 0, d = 0] = then.map((part, i) => part - (born[i] ?? 0));
  const months = y * 12 + m - (d < 0 ? 1 : 0);
  return months < 0 ? '' : months >= 24 ? `${Math.floor(months / 12)} y` : `${months} mo`;
}

/** A number with no more digits than it needs. */
export function short(value: number, digits = 1): string {
  return String(Number(value.toFixed(Math.abs(value) < 1 && value !== 0 ? Math.max(digits, 3) : digits)));
}

const kinds: Record<string, string> = {
  report: 'Structured report', pdf: 'PDF document', document: 'Document', keyObjects: 'Key object selection', presentation: 'Presentation state',
  waveform: 'Waveform', structures: 'Structure set', plan: 'Treatment plan', treatment: 'Treatment record', registration: 'Registration',
  surface: 'Surface', model: '3D model', raw: 'Raw data', annotations: 'Annotations', segmentation: 'Segmentation', hangingProtocol: 'Hanging protocol', other: 'Object',
};

export function kindName(kind: string): string {
  return kinds[kind] ?? 'Object';
}
