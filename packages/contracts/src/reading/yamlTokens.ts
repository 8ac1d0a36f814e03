/**
 * The tokens of a YAML text, given up as soon as it is nested too deep: composing recurses, so that 20,000 brackets
 * would overflow the stack and a million keep the parser busy for ten seconds.
 */
import { type CST, Lexer, type LineCounter, Parser } from 'yaml';

/** Deepest nesting of mappings and lists; an experiment needs seven. */
export const DEEPEST = 32;

/** Most words, signs and blanks: a few seconds of parsing. */
export const MOST_LEXEMES = 400_000;

export type Tokens =
  | { readonly status: 'complete'; readonly tokens: readonly CST.Token[] }
  /** Given up at an offset. */
  | { readonly status: 'too deep' | 'too long'; readonly offset: number };

function depth(parser: Parser): number {
  return parser.stack.filter((token) => 'items' in token).length;
}

/** Tokens of `text`, its line starts noted in `lines`. Linear in the length of the text. */
export function tokenise(text: string, lines: LineCounter): Tokens {
  const parser = new Parser(lines.addNewLine);
  lines.addNewLine(0);
  const tokens: CST.Token[] = [];
  let lexemes = 0;
  for (const lexeme of new Lexer().lex(text)) {
    for (const token of parser.next(lexeme)) tokens.push(token);
    if (parser.stack.length > DEEPEST && depth(parser) > DEEPEST)
      return { status: 'too deep', offset: parser.offset - 1 };
    lexemes += 1;
    if (lexemes > MOST_LEXEMES) return { status: 'too long', offset: parser.offset };
  }
  for (const token of parser.end()) tokens.push(token);
  return { status: 'complete', tokens };
}
