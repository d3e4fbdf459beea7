import { expect, test } from 'vitest';
import { listed, written } from './ConditionFields.tsx';
import type { Job, Route } from './api.ts';
import { aboutJob, conditionWords, otherSide, readCondition, ruleDoes, ruleWhen, studyTitle } from './wording.ts';

const job = { kind: 'send', subject: 'x', peer: 'PACS2', destination: null, patientId: null, studies: ['1.2.3'], study: null } as unknown as Job;
const rule = { action: 'send', peer: 'PACS2', url: null, when: 'instance', quietSeconds: 60, from: null, until: null } as unknown as Route;

test('conditions are read, written and put in words', () => {
  for (const text of ['Modality=CT,MR', 'BodyPartExamined!=HEAD', 'AccessionNumber=']) {
    expect(written([readCondition(text)])).toEqual([text]);
  }
  expect(written([{ attribute: ' ', isNegated: false, values: 'CT' }])).toEqual([]);
  expect(listed('CT1, CT2;CT3 ,')).toEqual(['CT1', 'CT2', 'CT3']);
  expect(conditionWords('Modality=CT,MR')).toBe('Modality is CT or MR');
  expect(conditionWords('Modality!=US')).toBe('Modality is not US');
  expect(conditionWords('AccessionNumber=')).toBe('AccessionNumber is empty');
  expect(conditionWords('StudyDate=-90d-')).toBe('StudyDate is in the last 90 days');
  expect(conditionWords('StudyDate=--365d')).toBe('StudyDate is older than 365 days');
  expect(conditionWords('StudyDate=20240101-20241231')).toBe('StudyDate is from 2024-01-01 to 2024-12-31');
  expect(conditionWords('StudyDate=20240101-')).toBe('StudyDate is 2024-01-01 or later');
  expect(conditionWords('StationName=CT-1')).toBe('StationName is CT-1');
  // An equals sign in the value is the value's.
  expect(readCondition('StudyDescription=a=b')).toEqual({ attribute: 'StudyDescription', isNegated: false, values: 'a=b' });
});

test('a job tells of what it does and with whom', () => {
  expect(aboutJob(job)).toBe('study 1.2.3');
  expect(aboutJob({ ...job, study: { uid: '1.2.3', patient: 'Doe^Jane', description: 'Chest', date: '20260102', instances: 3 } })).toBe('Doe, Jane · Chest · 2026-01-02');
  expect(aboutJob({ ...job, studies: ['1', '2'] })).toBe('2 studies');
  expect(aboutJob({ ...job, studies: null, patientId: 'P1' })).toBe('patient P1');
  expect(aboutJob({ ...job, kind: 'commit', studies: null })).toBe('x');
  expect(otherSide(job)).toBe('to PACS2');
  expect(otherSide({ ...job, kind: 'prefetch' })).toBe('from PACS2');
  expect(otherSide({ ...job, kind: 'move', destination: 'WS1' })).toBe('from PACS2 to WS1');
});

test('a rule tells what it does and when', () => {
  expect(ruleDoes(rule)).toBe('Send to PACS2');
  expect(ruleDoes({ ...rule, peer: null, url: 'https://cloud.example/dicom-web' })).toBe('Send to cloud.example');
  expect(ruleWhen(rule)).toBe('each image as it comes');
  expect(ruleWhen({ ...rule, when: 'study', from: '22:00', until: '06:00' })).toBe('each study, 60 s after its last image, from 22:00 to 06:00');
});

test('a study of which nothing is known goes by its UID', () => {
  expect(studyTitle(null, '1.2.3')).toBe('study 1.2.3');
  expect(studyTitle({ uid: '1.2.3', instances: 0 }, '1.2.3')).toBe('study 1.2.3');
});
