import { describe, expect, it } from 'vitest';
import { MemberTimes, RunningTime } from './timeLimit.ts';

const HARD = 600;

/** The limit after so many members of these seconds. */
function limitAfter(count: number, seconds: number) {
  const times = new MemberTimes(HARD);
  for (let k = 0; k < count; k++) times.add(seconds);
  return times.limit();
}

describe('the time limit of a member', () => {
  it('that the experiment names holds until 20 members are known', () => {
    for (const count of [0, 1, 19])
      expect(limitAfter(count, 1)).toEqual({ seconds: HARD, reason: `evaluation.timeLimitSeconds is ${HARD} s` });
    expect(limitAfter(20, 1).seconds).toBeLessThan(HARD);
  });

  it('that is then in force grows with the median member, and says so', () => {
    expect(limitAfter(20, 2)).toEqual({
      seconds: 40,
      reason: expect.stringContaining('20 x the median member of 2.0 s'),
    });
    expect(limitAfter(20, 4).seconds).toBe(2 * limitAfter(20, 2).seconds);
  });

  it('that is in force for cheap members leaves a busy machine its pauses', () => {
    expect(limitAfter(200, 1e-4).seconds).toBe(10);
  });

  it('that is in force is never longer than the one of the experiment', () => {
    expect(limitAfter(20, 1000).seconds).toBe(HARD);
  });

  it('that is in force is not moved by a few members which take long, and follows when most of them do', () => {
    const times = new MemberTimes(HARD);
    for (let k = 0; k < 200; k++) times.add(k % 10 === 0 ? 100 : 1);
    expect(times.limit().seconds).toBe(20);
    for (let k = 0; k < 200; k++) times.add(5);
    expect(times.limit().seconds).toBe(100);
  });
});

describe('the time that a member has run', () => {
  /** Looks at a row every tenth of a second, so many times; gives its seconds at the last look. */
  const look = (running: RunningTime, row: number, from: number, times: number): number => {
    let seconds = 0;
    for (let k = 0; k <= times; k++) seconds = running.observe(row, from + k / 10);
    return seconds;
  };

  it('that is looked at regularly is the time that passes', () => {
    expect(look(new RunningTime(), 3, 1000, 50)).toBeCloseTo(5, 9);
  });

  it('that begins with the next member begins at nothing', () => {
    const running = new RunningTime();
    look(running, 0, 0, 50);
    expect(running.observe(1, 5.1)).toBe(0);
    expect(look(running, 1, 5.1, 10)).toBeCloseTo(1, 9);
    expect(running.observe(-1, 6.2)).toBe(0);
    expect(running.observe(-1, 6.3)).toBe(0);
  });

  it('that a stopped process or a sleeping machine lets pass is not the fault of the member', () => {
    const running = new RunningTime();
    look(running, 0, 0, 20);
    expect(running.observe(0, 3602)).toBeLessThanOrEqual(3);
    expect(look(running, 0, 3602, 10)).toBeLessThanOrEqual(5);
  });
});
