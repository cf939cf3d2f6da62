import { Fragment, type ReactElement, type ReactNode } from 'react';
import { Scroll } from '@refit/react/src/scroll';

// Reports come as Markdown of a few kinds of block. They are turned into elements, never into HTML
// text: a person's words in a report stay words.

type Block = { kind: 'heading' | 'list' | 'table' | 'text'; lines: string[] };

const kBullet = /^\s*(?:[-*]|\d+\.)\s+/;
/** A backslash before punctuation takes its meaning away, as in CommonMark. */
const kEscape = /\\([!-/:-@[-`{-~])/g;

function kindOf(line: string): Block['kind'] {
  if (/^#{1,6}\s/.test(line)) return 'heading';
  if (kBullet.test(line)) return 'list';
  if (/^\s*\|/.test(line)) return 'table';
  return 'text';
}

export function blocksOf(markdown: string): Block[] {
  const blocks: Block[] = [];
  let open: Block | null = null;
  for (const line of markdown.split('\n')) {
    if (!line.trim()) { open = null; continue; }
    const kind = kindOf(line);
    if (open && open.kind === kind && kind !== 'heading') open.lines.push(line);
    else blocks.push((open = { kind, lines: [line] }));
  }
  return blocks;
}

function inline(text: string): ReactNode {
  return text.split(/((?<!\\)\*\*[^*]+\*\*|(?<!\\)`[^`]+`)/g).map((part, i) => {
    const key = `${i}`;
    if (part.startsWith('**') && part.length > 4) return <strong key={key}>{part.slice(2, -2)}</strong>;
    if (part.startsWith('`') && part.length > 2) return <code key={key}>{part.slice(1, -1)}</code>;
    return <Fragment key={key}>{part.replace(kEscape, '$1')}</Fragment>;
  });
}

/** "| a | b |" -> ["a", "b"]; the line of dashes under the head is left out by the caller. */
export function cellsOf(line: string): string[] {
  return line.trim().replace(/^\||(?<!\\)\|$/g, '').split(/(?<!\\)\|/).map((cell) => cell.trim());
}

/** Columns of figures stand to the right; those of words do not. */
function isFigure(cell: string): boolean {
  return cell.length < 30 && /^[+\-–−]?[\d.]*(?:e[+-]?\d+)?(?:$|[\s%(:])/.test(cell);
}

function Table({ lines }: { lines: string[] }): ReactElement {
  const [head = [], ...rows] = lines.filter((line) => !/^[\s|:-]+$/.test(line) || !line.includes('-')).map(cellsOf);
  const side = (column: number): string => (column && rows.every((row) => isFigure(row[column] ?? '')) ? 'refit-num' : '');
  return (
    <Scroll label="Table">
      <table className="refit-table">
        <thead><tr>{head.map((cell, i) => <th key={`${i}`} scope="col" className={side(i)}>{inline(cell)}</th>)}</tr></thead>
        <tbody>
          {rows.map((row, n) => (
            <tr key={`${n}`}>{row.map((cell, i) => (i ? <td key={`${i}`} className={side(i)}>{inline(cell)}</td> : <th key="0" scope="row">{inline(cell)}</th>))}</tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

export function Markdown({ text }: { text: string }): ReactElement {
  return (
    <div className="markdown">
      {blocksOf(text).map((block, i) => {
        const key = `${i}`;
        if (block.kind === 'heading') return <h3 key={key}>{inline((block.lines[0] ?? '').replace(/^#+\s*/, ''))}</h3>;
        if (block.kind === 'list') return <ul key={key}>{block.lines.map((line, n) => <li key={`${n}`}>{inline(line.replace(kBullet, ''))}</li>)}</ul>;
        if (block.kind === 'table') return <Table key={key} lines={block.lines} />;
        return <p key={key}>{inline(block.lines.join(' '))}</p>;
      })}
    </div>
  );
}
