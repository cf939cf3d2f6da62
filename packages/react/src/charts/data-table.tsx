import type { ReactElement } from 'react';
import { Scroll } from '../scroll.js';

export interface DataTableProps {
  caption: string;
  head: string[];
  rows: string[][];
}

/** A chart's figures as a table: for screen readers, and for whoever wants the numbers. */
export function DataTable({ caption, head, rows }: DataTableProps): ReactElement {
  return (
    <details className="refit-data">
      <summary>Show as table</summary>
      <Scroll label={caption}>
        <table className="refit-table">
          <caption className="refit-hidden">{caption}</caption>
          <thead>
            <tr>{head.map((cell, i) => <th key={cell} scope="col" className={i ? 'refit-num' : ''}>{cell}</th>)}</tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row[0]}>
                {row.map((cell, i) => (i === 0
                  ? <th key="0" scope="row">{cell}</th>
                  : <td key={head[i]} className="refit-num">{cell}</td>))}
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </details>
  );
}
