import type { ComponentChildren, JSX } from 'preact';
import { useState } from 'preact/hooks';

export interface SectionProps {
  readonly id: string;
  readonly title: string;
  /** Beside the title. */
  readonly aside?: ComponentChildren;
  readonly children: ComponentChildren;
}

/** A landmark with its heading. */
export function Section({ id, title, aside, children }: SectionProps): JSX.Element {
  return (
    <section class={`area-${id}`} aria-labelledby={id}>
      <div class="section-head">
        <h2 id={id}>{title}</h2>
        {aside}
      </div>
      {children}
    </section>
  );
}

export interface DataTableProps {
  readonly caption: string;
  readonly head: readonly string[];
  /** Called while the table is open only. */
  readonly rows: () => readonly (readonly string[])[];
}

/** The numbers behind a picture, for who cannot see it or wants to read them. */
export function DataTable({ caption, head, rows }: DataTableProps): JSX.Element {
  const [isOpen, setOpen] = useState(false);
  return (
    <details class="numbers" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>The numbers</summary>
      {isOpen && <Table caption={caption} head={head} rows={rows()} />}
    </details>
  );
}

export interface TableProps {
  readonly caption: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Columns that are set to the left: words may break, names may not. */
  readonly words?: readonly number[];
  readonly names?: readonly number[];
  readonly hiddenCaption?: boolean;
}

/** The first column names the row. */
export function Table({ caption, head, rows, words = [], names = [], hiddenCaption = false }: TableProps): JSX.Element {
  const classOf = (column: number): string =>
    column === 0 ? 'name' : words.includes(column) ? 'words' : names.includes(column) ? 'name' : 'number';
  return (
    // What scrolls must be reachable by keyboard.
    <div class="scroll" role="group" aria-label={caption} tabIndex={0}>
      <table>
        <caption class={hiddenCaption ? 'unseen' : ''}>{caption}</caption>
        <thead>
          <tr>
            {head.map((name, column) => (
              <th key={name} scope="col" class={classOf(column)}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, ...cells], row) => (
            <tr key={`${name} ${row}`}>
              <th scope="row" class={classOf(0)}>
                {name}
              </th>
              {cells.map((cell, column) => (
                <td key={head[column + 1]} class={classOf(column + 1)}>
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
