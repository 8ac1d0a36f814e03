import { describe, expect, test } from 'vitest';
import { createLogger, type Logger, type LoggerOptions } from './logger.ts';
import { redactUrls } from './redaction.ts';

/** A logger that writes into a list of lines. */
function createRecordedLogger(options: LoggerOptions = {}): { logger: Logger; lines: string[] } {
  const lines: string[] = [];
  const logger = createLogger({ pretty: false, destination: { write: (line) => void lines.push(line) }, ...options });
  return { logger, lines };
}

describe('the logger', () => {
  test('that writes for machines gives one JSON line an event, with run, step and code', () => {
    const { logger, lines } = createRecordedLogger({ fields: { role: 'worker' } });
    logger.warn({ run: 'sine-1', step: 3, code: 'MEMBER_TIMEOUT' }, 'member 17 was stopped\nafter 30 s');
    expect(lines).toHaveLength(1);
    expect(lines[0]?.trimEnd()).not.toContain('\n');
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      level: 'warn',
      role: 'worker',
      run: 'sine-1',
      step: 3,
      code: 'MEMBER_TIMEOUT',
      message: 'member 17 was stopped\nafter 30 s',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    });
  });

  test('that writes for a person gives one plain line at once', () => {
    const lines: string[] = [];
    const destination = { write: (line: string) => void lines.push(line) };
    const logger = createLogger({ pretty: true, colour: false, destination }).child({ run: 'sine-1' });
    logger.info({ step: 0, members: 100 }, 'step recorded');
    expect(lines.join('')).toMatch(/^\[?\d\d:\d\d:\d\d\]? INFO.*sine-1 step 0 step recorded \{"members":100\}\n$/);
  });

  test('that has a level leaves out what is below it', () => {
    const { logger, lines } = createRecordedLogger({ level: 'warn' });
    logger.info({}, 'quiet');
    logger.error({}, 'loud');
    expect(lines).toHaveLength(1);
  });

  test.each([{ password: 'hunter2' }, { redis: { password: 'hunter2' } }, { a: { b: { token: 'hunter2' } } }])(
    'that is handed a secret field %j does not write its value',
    (fields) => {
      const { logger, lines } = createRecordedLogger();
      logger.info(fields, 'connecting');
      expect(lines[0]).toContain('[redacted]');
      expect(lines[0]).not.toContain('hunter2');
    },
  );

  test('that is handed an address with a password anywhere writes it without', () => {
    const { logger, lines } = createRecordedLogger();
    const error = new Error('connect rediss://enkit:hunter2@redis:6379/0 failed');
    logger.error({ err: error, queue: ['redis://:hunter2@a:1'] }, 'lost redis://user:hun/ter2@b:2');
    expect(lines[0]).not.toMatch(/hunter2|hun\/ter2/);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ message: 'lost redis://[redacted]@b:2' });
  });

  test('that a child belongs to redacts the same in pretty lines', () => {
    const lines: string[] = [];
    const destination = { write: (line: string) => void lines.push(line) };
    createLogger({ pretty: true, colour: false, destination }).child({ queue: 'redis://:hunter2@a' }).info({}, 'ready');
    expect(lines.join('')).toContain('redis://[redacted]@a');
  });
});

test('that addresses without credentials, and text that is none, stay as they are', () => {
  for (const text of ['redis://redis:6379/0', 'mail a@b.c', 'http://x/y?z=a@b', 'n@m redis://h']) {
    expect(redactUrls(text)).toBe(text);
  }
});
