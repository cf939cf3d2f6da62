import { type ReactElement, useEffect, useState } from 'react';
import { applyTheme, readTheme, type Theme } from '../theme';
import { AdminProvider } from './admin';
import { LiveProvider, type LiveState, useLive } from './live';
import { ToastProvider } from './parts/toast';
import { ExperimentPage } from './pages/experiment';
import { LearningPage } from './pages/learning';
import { OverviewPage } from './pages/overview';
import { SchedulerPage } from './pages/scheduler';
import { SessionPage } from './pages/session';
import { SessionsPage } from './pages/sessions';
import { SettingsPage } from './pages/settings';
import { hrefOf, type PageName, pages, type Route } from './router';
import { useRoute } from './use-route';

const kTitles: Record<PageName, string> = {
  overview: 'Overview', experiment: 'Experiment', sessions: 'Sessions',
  learning: 'Learning', scheduler: 'Scheduler', settings: 'Settings',
};

const kIcons: Record<PageName, string> = {
  overview: 'M3 12h6V4H3zm0 8h6v-5H3zm9 0h6v-8h-6zm0-16v5h6V4z',
  experiment: 'M8 3h6M9.5 3v6L4.6 17.4A1.7 1.7 0 0 0 6 20h10a1.7 1.7 0 0 0 1.4-2.6L12.500 9V3M7 14.500h8',
  sessions: 'M3 5h16M3 11h16M3 17h10',
  learning: 'M3 18l5-6 4 3 7-10M14 5h5v5',
  scheduler: 'M11 3a8 8 0 1 0 0 16 8 8 0 0 0 0-16zm0 4v4l3 2',
  settings: 'M4 6h9M17 6h2M4 16h2M10 16h9M13 4v4M8 14v4',
};

function pageOf(route: Route): ReactElement {
  switch (route.page) {
    case 'overview': return <OverviewPage />;
    case 'experiment': return <ExperimentPage />;
    case 'sessions': return route.id ? <SessionPage id={route.id} /> : <SessionsPage query={route.query} />;
    case 'learning': return <LearningPage />;
    case 'scheduler': return <SchedulerPage />;
    case 'settings': return <SettingsPage />;
  }
}

const kLiveTexts: Record<LiveState, string> = {
  connecting: 'Connecting', live: 'Live', lost: 'Reconnecting',
};

function LiveMark(): ReactElement {
  const { state } = useLive();
  return <span className={`live is-${state}`} role="status"><span aria-hidden="true" />{kLiveTexts[state]}</span>;
}

function ThemeButton(): ReactElement {
  const [theme, setTheme] = useState<Theme>(readTheme);
  const order: Theme[] = ['system', 'light', 'dark'];
  const next = order[(order.indexOf(theme) + 1) % order.length] ?? 'system';
  const choose = (): void => {
    applyTheme(next);
    setTheme(next);
  };
  const sign = { system: '◐', light: '☀', dark: '☾' }[theme];
  return (
    <button type="button" className="icon-button" onClick={choose} aria-label={`Colours: ${theme}. Change to ${next}`} title={`Colours: ${theme}`}>
      <span aria-hidden="true">{sign}</span>
    </button>
  );
}

function Navigation({ now }: { now: PageName }): ReactElement {
  return (
    <nav className="nav" aria-label="Pages">
      {pages.map((page) => (
        <a key={page} href={hrefOf(page)} aria-current={page === now ? 'page' : undefined}>
          <svg viewBox="0 0 22 22" width="18" height="18" aria-hidden="true"><path d={kIcons[page]} /></svg>
          <span>{kTitles[page]}</span>
        </a>
      ))}
    </nav>
  );
}

function Shell(): ReactElement {
  const route = useRoute();
  const address = hrefOf(route.page, route.id);
  useEffect(() => {
    document.title = `${kTitles[route.page]} – Refit`;
    window.scrollTo(0, 0);
  }, [address, route.page]);
  return (
    <div className="shell refit-root">
      <a className="skip" href="#main" onClick={(event) => { event.preventDefault(); document.getElementById('main')?.focus(); }}>Skip to content</a>
      <header className="side">
        <a className="brand" href={hrefOf('overview')}><img src="./icon.svg" alt="" width="26" height="26" />Refit</a>
        <Navigation now={route.page} />
        <div className="side-foot">
          <a className="refit-button demo-link" href="./demo">Demo editor</a>
          <div className="row between"><LiveMark /><ThemeButton /></div>
        </div>
      </header>
      <main id="main" tabIndex={-1} key={address}>{pageOf(route)}</main>
    </div>
  );
}

export function App(): ReactElement {
  return (
    <ToastProvider>
      <LiveProvider>
        <AdminProvider><Shell /></AdminProvider>
      </LiveProvider>
    </ToastProvider>
  );
}
