/** What went wrong, in one line, from what a program wrote to standard error or a message of several lines. */

const ERROR = /^\s*(\w*Error( \[\w+\])?|error\b.*): /;

export function reasonIn(text: string): string {
  const lines = text.trim().split('\n');
  return (lines.findLast((line) => ERROR.test(line)) ?? lines.at(-1) ?? '').trim() || 'without a word';
}
