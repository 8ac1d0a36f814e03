/** Reads PromQL with Prometheus' own grammar: what is wrong in an expression, which metrics and label values it asks for. */
import type { SyntaxNode, Tree } from '@lezer/common';
import { parser } from '@prometheus-io/lezer-promql';

export interface LabelMatcher {
  readonly label: string;
  readonly operator: string;
  readonly value: string;
}

export interface Selector {
  readonly metric: string;
  readonly matchers: readonly LabelMatcher[];
}

/** Grafana replaces these before Prometheus sees them. */
export function withoutGrafanaVariables(expression: string): string {
  return expression.replaceAll('$__rate_interval', '5m').replaceAll('$__range', '6h').replace(/\$\w+/g, 'variable');
}

/** Offsets at which the grammar does not fit; empty for a good expression. */
export function syntaxErrors(expression: string): number[] {
  const offsets: number[] = [];
  parser.parse(expression).iterate({
    enter: (node) => {
      if (node.type.isError) offsets.push(node.from);
    },
  });
  return offsets;
}

function nodesNamed(tree: Tree | SyntaxNode, name: string): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  const cursor = 'topNode' in tree ? tree.topNode.cursor() : tree.cursor();
  const end = 'topNode' in tree ? tree.length : tree.to;
  do {
    if (cursor.name === name) found.push(cursor.node);
  } while (cursor.next() && cursor.from <= end);
  return found;
}

function childText(expression: string, node: SyntaxNode, name: string): string {
  const child = node.getChild(name);
  return child ? expression.slice(child.from, child.to) : '';
}

function readMatcher(expression: string, node: SyntaxNode): LabelMatcher {
  return {
    label: childText(expression, node, 'LabelName'),
    operator: childText(expression, node, 'MatchOp'),
    value: childText(expression, node, 'StringLiteral').slice(1, -1),
  };
}

/** Every vector selector, such as `enkit_rmse{set="test"}`, with its metric and matchers. */
export function selectors(expression: string): Selector[] {
  return nodesNamed(parser.parse(expression), 'VectorSelector').map((node) => {
    const own = nodesNamed(node, 'UnquotedLabelMatcher').filter(({ from, to }) => from >= node.from && to <= node.to);
    return {
      metric: childText(expression, node, 'Identifier'),
      matchers: own.map((matcher) => readMatcher(expression, matcher)),
    };
  });
}

/** Labels that the expression groups by or joins on. */
export function groupingLabels(expression: string): string[] {
  const groups = nodesNamed(parser.parse(expression), 'GroupingLabels');
  return groups.flatMap((group) => expression.slice(group.from, group.to).match(/\w+/g) ?? []);
}
