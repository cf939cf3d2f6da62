import { type ReactElement, useState } from 'react';
import type { Report } from '@refit/client';
import { useAdmin } from '../admin';
import { useLoad } from '../use-load';
import { Ago, Card, Empty, Pending } from './basics';
import { Markdown } from './markdown';

const kWeekly = 'performance-analysis';
const kShown = 26;

/** "2026-11-16" -> "16 Nov 2026"; a report without a week by the day it was written. */
export function weekOf(report: Report): string {
  const day = new Date(report.period ?? report.createdAt);
  return day.toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });
}

function save(report: Report): void {
  const address = URL.createObjectURL(new Blob([report.markdown], { type: 'text/markdown' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = `report-${report.period ?? report.createdAt.slice(0, 10)}.md`;
  link.click();
  URL.revokeObjectURL(address);
}

function Weeks({ reports, shown, choose }: { reports: Report[]; shown: Report; choose: (id: number) => void }): ReactElement {
  return (
    <ul className="weeks" aria-label="Weeks">
      {reports.map((report) => (
        <li key={report.id}>
          <button type="button" aria-current={report.id === shown.id} onClick={() => choose(report.id)}>
            <strong>{weekOf(report)}</strong> <small>written <Ago at={report.createdAt} /></small>
          </button>
        </li>
      ))}
    </ul>
  );
}

/** The title says the week, which the list says too. */
const withoutTitle = (markdown: string): string => markdown.replace(/^# .*\n+/, '');

function Shown({ report }: { report: Report }): ReactElement {
  return (
    <article className="report" aria-label={`Week of ${weekOf(report)}`}>
      <header className="report-head">
        <h3>{report.period ? `Week of ${weekOf(report)}` : `Report of ${weekOf(report)}`}</h3>
        <button type="button" className="refit-button" onClick={() => save(report)}>Save as Markdown</button>
      </header>
      <Markdown text={withoutTitle(report.markdown)} />
    </article>
  );
}

export function WeeklyReports(): ReactElement {
  const { api, act } = useAdmin();
  const [chosen, choose] = useState<number | null>(null);
  const loaded = useLoad('reports', (signal) => api.reports(kShown, { signal }), ['task']);
  const reports = (loaded.data ?? []).filter((report) => report.kind === kWeekly);
  const shown = reports.find((report) => report.id === chosen) ?? reports[0];
  const write = async (): Promise<void> => {
    await act('Report written', (to) => to.task(kWeekly, 'run'));
    loaded.reload();
  };
  return (
    <Card title="Weekly reports" note="Of the last full week, Monday to Sunday (UTC), or of the running one if there is no older. Writing it again renews it.">
      <p><button type="button" className="refit-button" onClick={() => { void write(); }}>Write the report now</button></p>
      {!loaded.data && <Pending of={loaded} />}
      {loaded.data && !shown && <Empty title="No report yet">One is written every week, or by the button above.</Empty>}
      {shown && <div className="reports"><Weeks reports={reports} shown={shown} choose={choose} /><Shown report={shown} /></div>}
    </Card>
  );
}
