// Writes small CT instances with known values (explicit VR little endian, PS3.10), so that a test knows what must be on the screen.
const ct = '1.2.840.10008.5.1.4.1.1.2';
const sr = '1.2.840.10008.5.1.4.1.1.88.11';
const capture = '1.2.840.10008.5.1.4.1.1.7';
const explicit = '1.2.840.10008.1.2.1';

function element(group, number, vr, value) {
  let bytes = Buffer.isBuffer(value) ? value : Buffer.from(String(value), 'utf8');
  if (bytes.length % 2 === 1) {
    bytes = Buffer.concat([bytes, Buffer.from(vr === 'UI' || vr === 'OB' ? '\0' : ' ')]);
  }
  const isLong = ['OB', 'OW', 'SQ', 'UN', 'UT'].includes(vr);
  const head = Buffer.alloc(isLong ? 12 : 8);
  head.writeUInt16LE(group, 0);
  head.writeUInt16LE(number, 2);
  head.write(vr, 4, 'latin1');
  if (isLong) {
    head.writeUInt32LE(bytes.length, 8);
  } else {
    head.writeUInt16LE(bytes.length, 6);
  }
  return Buffer.concat([head, bytes]);
}

const us = (value) => {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
};

/** A lookup table sequence of one item (PS3.3 C.11.1, C.11.2): entries of 16 bits from `first` on. */
function tableSequence(number, { first, bits, entries, name }) {
  const words = Buffer.alloc(entries.length * 2);
  entries.forEach((entry, i) => words.writeUInt16LE(entry, 2 * i));
  const descriptor = Buffer.alloc(6);
  descriptor.writeUInt16LE(entries.length % 65536, 0);
  descriptor.writeInt16LE(first, 2);
  descriptor.writeUInt16LE(bits, 4);
  const content = Buffer.concat([
    element(0x28, 0x3002, first < 0 ? 'SS' : 'US', descriptor), element(0x28, 0x3003, 'LO', name), ...(number === 0x3000 ? [element(0x28, 0x3004, 'LO', 'US')] : []), element(0x28, 0x3006, 'OW', words),
  ]);
  const item = Buffer.alloc(8);
  item.writeUInt16LE(0xfffe, 0);
  item.writeUInt16LE(0xe000, 2);
  item.writeUInt32LE(content.length, 4);
  return element(0x28, number, 'SQ', Buffer.concat([item, content]));
}

/** An overlay plane (PS3.3 C.9.2); `at(x, y)` says where it is set. */
function overlayPlane(group, { rows, columns, top, left, at }) {
  const bits = Buffer.alloc(Math.ceil((rows * columns) / 16) * 2);
  for (let i = 0; i < rows * columns; i++) {
    if (at(i % columns, Math.floor(i / columns))) {
      bits[i >> 3] |= 1 << (i & 7);
    }
  }
  const origin = Buffer.alloc(4);
  origin.writeInt16LE(top + 1, 0);
  origin.writeInt16LE(left + 1, 2);
  return Buffer.concat([
    element(group, 0x10, 'US', us(rows)), element(group, 0x11, 'US', us(columns)), element(group, 0x40, 'CS', 'G'), element(group, 0x50, 'SS', origin),
    element(group, 0x100, 'US', us(1)), element(group, 0x102, 'US', us(0)), element(group, 0x3000, 'OW', bits),
  ]);
}

/** The retired kind: bit 15 of the pixel cells. */
function inCells(group, rows, columns) {
  const origin = Buffer.alloc(4);
  origin.writeInt16LE(1, 0);
  origin.writeInt16LE(1, 2);
  return Buffer.concat([
    element(group, 0x10, 'US', us(rows)), element(group, 0x11, 'US', us(columns)), element(group, 0x40, 'CS', 'R'), element(group, 0x50, 'SS', origin),
    element(group, 0x100, 'US', us(16)), element(group, 0x102, 'US', us(15)),
  ]);
}

/**
 * One slice; `valueAt(x, y)` is the stored value. A modality LUT takes the place of rescale, a VOI LUT that of the window; `overlayBit` says which
 * pixels have bit 15 set, an overlay in the cells. With `frames` it is a loop of that many, `frameTimeMs` each.
 */
export function slice({ study, series, instance, number, position, rows, columns, valueAt, patient, description, accession, patientId = `ID-${accession}`, modalityLut, voiLut, overlay, overlayBit, frames = 1, frameTimeMs }) {
  const pixels = Buffer.alloc(frames * rows * columns * 2);
  for (let frame = 0, at = 0; frame < frames; frame++) {
    for (let y = 0; y < rows; y++) {
      for (let x = 0; x < columns; x++, at += 2) {
        pixels.writeUInt16LE(valueAt(x, y, frame) | (overlayBit?.(x, y) ? 0x8000 : 0), at);
      }
    }
  }
  return file(ct, instance, [
    element(8, 5, 'CS', 'ISO_IR 192'), element(8, 0x16, 'UI', ct), element(8, 0x18, 'UI', instance), element(8, 0x20, 'DA', '20260102'), element(8, 0x30, 'TM', '101500'),
    element(8, 0x50, 'SH', accession), element(8, 0x60, 'CS', 'CT'), element(8, 0x1030, 'LO', description), element(8, 0x103e, 'LO', 'Axial'),
    element(0x10, 0x10, 'PN', patient), element(0x10, 0x20, 'LO', patientId), element(0x10, 0x30, 'DA', '19700131'), element(0x10, 0x40, 'CS', 'F'),
    element(0x18, 0x50, 'DS', '2'), ...(frameTimeMs ? [element(0x18, 0x1063, 'DS', frameTimeMs)] : []), element(0x20, 0x0d, 'UI', study), element(0x20, 0x0e, 'UI', series), element(0x20, 0x10, 'SH', '1'), element(0x20, 0x11, 'IS', '1'),
    element(0x20, 0x13, 'IS', number), element(0x20, 0x32, 'DS', `0\\0\\${position}`), element(0x20, 0x37, 'DS', '1\\0\\0\\0\\1\\0'), element(0x20, 0x52, 'UI', `${study}.9`),
    element(0x28, 2, 'US', us(1)), element(0x28, 4, 'CS', 'MONOCHROME2'), ...(frames > 1 ? [element(0x28, 8, 'IS', frames)] : []), element(0x28, 0x10, 'US', us(rows)), element(0x28, 0x11, 'US', us(columns)),
    element(0x28, 0x30, 'DS', '0.5\\0.5'), element(0x28, 0x100, 'US', us(16)), element(0x28, 0x101, 'US', us(12)), element(0x28, 0x102, 'US', us(11)), element(0x28, 0x103, 'US', us(0)),
    ...(voiLut ? [] : [element(0x28, 0x1050, 'DS', '40'), element(0x28, 0x1051, 'DS', '400')]),
    ...(modalityLut ? [tableSequence(0x3000, modalityLut)] : [element(0x28, 0x1052, 'DS', '-1024'), element(0x28, 0x1053, 'DS', '1')]),
    ...(voiLut ? [tableSequence(0x3010, voiLut)] : []),
    ...(overlay ? [overlayPlane(0x6000, overlay)] : []),
    ...(overlayBit ? [inCells(0x6002, rows, columns)] : []),
    element(0x7fe0, 0x10, 'OW', pixels),
  ]);
}

/** An 8-bit grey picture that is a compressed stream already, shown as its values are. */
export function compressed({ study, series, instance, number, rows, columns, patient, description, accession }, syntax, stream) {
  const item = (bytes) => {
    const head = Buffer.from([0xfe, 0xff, 0x00, 0xe0, 0, 0, 0, 0]);
    const even = bytes.length % 2 === 0 ? bytes : Buffer.concat([bytes, Buffer.alloc(1)]);
    head.writeUInt32LE(even.length, 4);
    return Buffer.concat([head, even]);
  };
  const pixels = Buffer.concat([element(0x7fe0, 0x10, 'OB', Buffer.alloc(0)), item(Buffer.alloc(0)), item(stream), Buffer.from([0xfe, 0xff, 0xdd, 0xe0, 0, 0, 0, 0])]);
  pixels.writeUInt32LE(0xffffffff, 8);
  return file(capture, instance, [
    element(8, 5, 'CS', 'ISO_IR 192'), element(8, 0x16, 'UI', capture), element(8, 0x18, 'UI', instance), element(8, 0x20, 'DA', '20260102'), element(8, 0x30, 'TM', '101500'),
    element(8, 0x50, 'SH', accession), element(8, 0x60, 'CS', 'OT'), element(8, 0x64, 'CS', 'WSD'), element(8, 0x1030, 'LO', description), element(0x10, 0x10, 'PN', patient), element(0x10, 0x20, 'LO', `ID-${accession}`),
    element(0x20, 0x0d, 'UI', study), element(0x20, 0x0e, 'UI', series), element(0x20, 0x10, 'SH', '1'), element(0x20, 0x11, 'IS', number), element(0x20, 0x13, 'IS', number),
    element(0x28, 2, 'US', us(1)), element(0x28, 4, 'CS', 'MONOCHROME2'), element(0x28, 0x10, 'US', us(rows)), element(0x28, 0x11, 'US', us(columns)),
    element(0x28, 0x100, 'US', us(8)), element(0x28, 0x101, 'US', us(8)), element(0x28, 0x102, 'US', us(7)), element(0x28, 0x103, 'US', us(0)), element(0x28, 0x1050, 'DS', '128'), element(0x28, 0x1051, 'DS', '256'),
    pixels,
  ], syntax);
}

/** A structured report with nothing in it: an object without pixels. */
export function report({ study, series, instance, patient, description, accession }) {
  return file(sr, instance, [
    element(8, 5, 'CS', 'ISO_IR 192'), element(8, 0x16, 'UI', sr), element(8, 0x18, 'UI', instance), element(8, 0x20, 'DA', '20260103'), element(8, 0x30, 'TM', '090000'),
    element(8, 0x50, 'SH', accession), element(8, 0x60, 'CS', 'SR'), element(8, 0x1030, 'LO', description), element(8, 0x103e, 'LO', 'Findings'),
    element(0x10, 0x10, 'PN', patient), element(0x10, 0x20, 'LO', `ID-${accession}`), element(0x20, 0x0d, 'UI', study), element(0x20, 0x0e, 'UI', series),
    element(0x20, 0x10, 'SH', '1'), element(0x20, 0x11, 'IS', '2'), element(0x20, 0x13, 'IS', '1'), element(0x40, 0xa040, 'CS', 'CONTAINER'), element(0x40, 0xa050, 'CS', 'SEPARATE'),
  ]);
}

function file(sopClass, instance, elements, syntax = explicit) {
  const meta = Buffer.concat([
    element(2, 1, 'OB', Buffer.from([0, 1])), element(2, 2, 'UI', sopClass), element(2, 3, 'UI', instance), element(2, 0x10, 'UI', syntax), element(2, 0x12, 'UI', '2.25.1'),
  ]);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(meta.length);
  return Buffer.concat([Buffer.alloc(128), Buffer.from('DICM'), element(2, 0, 'UL', length), meta, ...elements]);
}

/** The byte that a stored value is shown with in a window (PS3.3 C.11.2.1.2), rescale -1024. */
export function shown(stored, centre = 40, width = 400) {
  const y = (stored - 1024 - (centre - 0.5)) / (width - 1) + 0.5;
  return Math.round(255 * Math.min(1, Math.max(0, y)));
}
