import { expect, test } from 'vitest';
import { changesOf, type Correction, sayChanges, textOf } from './api.ts';

const before = {
  PatientName: 'Doe^Jane', PatientID: 'P1', PatientBirthDate: '19700101', PatientSex: 'F', StudyDate: '20240229', AccessionNumber: '', StudyDescription: 'Head', ReferringPhysicianName: '',
};

test('only what was typed otherwise is changed, and what was emptied has no value', () => {
  expect(changesOf(before, { ...before, PatientID: 'P2', StudyDescription: '' })).toEqual([
    { attribute: 'PatientID', values: ['P2'] },
    { attribute: 'StudyDescription', values: [] },
  ]);
  expect(changesOf(before, before)).toEqual([]);
  expect(changesOf(before, { PatientName: 'Doe^Joan' })).toEqual([{ attribute: 'PatientName', values: ['Doe^Joan'] }]);
});

test('values are read as DICOM writes them, groups of a name among them', () => {
  const row = { '00100010': { Value: [{ Alphabetic: 'Yamada^Tarou', Ideographic: '山田^太郎' }] }, '00100020': { Value: ['P1'] }, '00100040': {} };
  expect(['00100010', '00100020', '00100040', '00100030'].map((tag) => textOf(row, tag))).toEqual(['Yamada^Tarou=山田^太郎', 'P1', '', '']);
  expect(textOf({ '00100010': { Value: [{ Ideographic: '山田' }] } }, '00100010')).toBe('=山田');
});

test('a correction is told in words', () => {
  const correction: Correction = {
    number: 1, by: 'admin', at: '2026-01-01T00:00:00Z', reason: 'x',
    changes: [{ attribute: 'PatientID', values: ['P2'] }, { attribute: 'PatientSex', values: [] }, { attribute: 'Laterality' }],
  };
  expect(sayChanges(correction)).toBe('PatientID is P2; PatientSex emptied; Laterality removed');
});
