import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compactMembers, JOB_PROTOCOL, type JobData, parseBatchReport, parseJobData } from './jobData.ts';

const DIGEST = 'a'.repeat(64);
const CHECKSUM = 'b'.repeat(32);

function job(change: Record<string, unknown> = {}): Record<string, unknown> {
  const data: JobData = {
    protocol: JOB_PROTOCOL,
    run: 'sine',
    epoch: 3,
    step: 2,
    purpose: 'assimilate',
    attempt: 1,
    first: 4,
    count: 3,
    members: [
      [4, 2],
      [9, 1],
    ],
    alone: false,
    strikes: 3,
    seed: 7,
    pointSet: 'train',
    outputs: 10,
    timeLimitSeconds: 30,
    fingerprint: 'f',
    context: { key: 'enkit:sine:context:x', sha256: DIGEST, bytes: 100 },
    parameters: { key: 'enkit:sine:parameters', checksum: CHECKSUM, rows: 3, columns: 5 },
    precision: 'double',
  };
  return { ...data, ...change };
}

const reference = (change: object) => ({
  parameters: { key: 'k', checksum: CHECKSUM, rows: 3, columns: 5, ...change },
});

describe('job data', () => {
  it('that are whole give the ids of their members', () => {
    expect([...parseJobData(job()).members]).toEqual([4, 5, 9]);
  });

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['text', 'job'],
    ['a list', []],
    ['no fields', {}],
    ['one field missing', { ...job(), epoch: undefined }],
    ['a field too many', job({ command: 'rm' })],
    ['code', job({ code: 'process.exit(1)' })],
    ['a path', job({ modulePath: '../../etc/passwd' })],
    ['a prototype', JSON.parse(JSON.stringify(job()).replace('{', '{"__proto__":{"polluted":1},'))],
    ['a constructor', job({ constructor: {} })],
    ['a run with a path in it', job({ run: '../other' })],
    ['a run with a colon', job({ run: 'a:b' })],
    ['an epoch that is text', job({ epoch: '3' })],
    ['epoch 0', job({ epoch: 0 })],
    ['a step of 1.5', job({ step: 1.5 })],
    ['NaN as JSON makes it', job({ timeLimitSeconds: null })],
    ['an endless time limit', job({ timeLimitSeconds: Infinity })],
    ['no members', job({ count: 0, members: [], ...reference({ rows: 0 }) })],
    ['2^32 members', job({ count: 2 ** 32 })],
    ['more ids than members', job({ members: [[0, 4]] })],
    [
      'ids that overlap',
      job({
        members: [
          [4, 2],
          [5, 1],
        ],
      }),
    ],
    [
      'ids that descend',
      job({
        members: [
          [9, 1],
          [4, 2],
        ],
      }),
    ],
    ['ids beyond 2^32', job({ members: [[0xffffffff, 3]] })],
    ['negative ids', job({ members: [[-1, 3]] })],
    ['parameters of other members', job(reference({ rows: 4 }))],
    ['parameters with 2^32 columns', job(reference({ columns: 2 ** 32 }))],
    ['a checksum that is none', job(reference({ checksum: 'abc' }))],
    ['a reference with a field too many', job(reference({ path: '/etc' }))],
    ['an older protocol', job({ protocol: 0 })],
  ])('that hold %s are refused as a whole', (_, data) => {
    expect(() => parseJobData(data)).toThrow(expect.objectContaining({ code: 'JOB_SCHEMA' }));
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  });

  it('that come from a newer version are told from damaged ones', () => {
    const newer = { protocol: JOB_PROTOCOL + 1, anything: 'else' };
    expect(() => parseJobData(newer)).toThrow(expect.objectContaining({ code: 'JOB_PROTOCOL' }));
  });

  it('that name any ascending members carry exactly these', () => {
    const ids = fc.uniqueArray(fc.integer({ min: 0, max: 0xffffffff }), { minLength: 1, maxLength: 50 });
    const close = fc.uniqueArray(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 50 });
    fc.assert(
      fc.property(fc.oneof(ids, close), (unsorted) => {
        const members = Uint32Array.from(unsorted).sort();
        const data = job({
          count: members.length,
          members: compactMembers(members),
          ...reference({ rows: members.length }),
        });
        expect(parseJobData(JSON.parse(JSON.stringify(data))).members).toEqual(members);
      }),
    );
  });
});

describe('a report on a batch', () => {
  const report = (failures: unknown) => JSON.stringify({ node: 'n', seconds: 1, failures });

  it('that is whole is taken', () => {
    expect(parseBatchReport(report([[2, 'MEMBER_THREW', 'no']]), 3).failures).toEqual([[2, 'MEMBER_THREW', 'no']]);
  });

  it.each([
    ['an unknown member', report([[3, 'MEMBER_THREW', '']])],
    ['a negative member', report([[-1, 'MEMBER_THREW', '']])],
    [
      'a member twice',
      report([
        [1, 'MEMBER_THREW', ''],
        [1, 'MEMBER_OOM', ''],
      ]),
    ],
    ['an unknown code', report([[1, 'MEMBER_LOST', '']])],
    ['a field too many', JSON.stringify({ node: 'n', seconds: 1, failures: [], extra: 1 })],
    ['no JSON', '{'],
    ['nothing', ''],
  ])('that holds %s is refused', (_, text) => {
    expect(() => parseBatchReport(text, 3)).toThrow(expect.objectContaining({ code: 'RESULT_INDEX' }));
  });
});
