import { createContext, type FormEvent, type ReactElement, type ReactNode, useCallback, useContext, useMemo, useRef, useState } from 'react';
import { ProblemError, RefitClient } from '@refit/client';
import { baseUrl } from '../base-url';
import { Dialog } from './parts/dialog';
import { useToast } from './parts/toast';
import { textOf } from './use-load';

// The key lives in sessionStorage alone: it goes when the tab goes, and never onto a disk of ours.
const kStorageKey = 'refit-admin-key';

interface Admin {
  api: RefitClient;
  hasKey: boolean;
  setKey: (key: string) => void;
  /** Runs an admin call, asking for the key first where there is none. Says how it ended. */
  act: <T>(done: string, call: (api: RefitClient) => Promise<T>) => Promise<T | undefined>;
}

const AdminContext = createContext<Admin | null>(null);

function readKey(): string {
  try {
    return sessionStorage.getItem(kStorageKey) ?? '';
  } catch {
    return '';
  }
}

export function AdminProvider({ children }: { children: ReactNode }): ReactElement {
  const [key, setState] = useState(readKey);
  const [asking, setAsking] = useState<{ reason: string; answer: (key: string | null) => void } | null>(null);
  const toast = useToast();
  const setKey = useCallback((next: string) => {
    setState(next);
    try {
      if (next) sessionStorage.setItem(kStorageKey, next);
      else sessionStorage.removeItem(kStorageKey);
    } catch {
      // Without storage the key holds until the page is left.
    }
  }, []);
  const keyNow = useRef(key);
  keyNow.current = key;
  const ask = useCallback((reason: string) => new Promise<string | null>((resolve) => {
    setAsking({ reason, answer: (answer) => { setAsking(null); resolve(answer); } });
  }), []);
  const act = useCallback(async function act<T>(done: string, call: (api: RefitClient) => Promise<T>): Promise<T | undefined> {
    let reason = 'Changes to the server need its admin key (ADMIN_SECRET_KEY).';
    let candidate: string | null = keyNow.current;
    for (;;) {
      if (!candidate) candidate = await ask(reason);
      if (!candidate) return undefined;
      try {
        const result = await call(new RefitClient({ baseUrl, adminKey: candidate }));
        if (candidate !== keyNow.current) setKey(candidate);
        toast(done, 'good');
        return result;
      } catch (failure) {
        if (!(failure instanceof ProblemError) || failure.status !== 401) {
          toast(textOf(failure), 'bad');
          return undefined;
        }
        setKey('');
        candidate = null;
        reason = 'The server did not accept that key.';
      }
    }
  }, [ask, setKey, toast]);
  const admin = useMemo<Admin>(
    () => ({ api: new RefitClient({ baseUrl, ...(key ? { adminKey: key } : {}) }), hasKey: key !== '', setKey, act }),
    [key, setKey, act],
  );
  return (
    <AdminContext.Provider value={admin}>
      {children}
      {asking && <KeyDialog reason={asking.reason} answer={asking.answer} />}
    </AdminContext.Provider>
  );
}

function KeyDialog({ reason, answer }: { reason: string; answer: (key: string | null) => void }): ReactElement {
  const [value, setValue] = useState('');
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    answer(value.trim() || null);
  };
  return (
    <Dialog title="Admin key" onClose={() => answer(null)}>
      <form onSubmit={submit} className="stack">
        <p>{reason} It is kept in this tab only.</p>
        <label className="refit-field"><span>Key</span>
          <input type="password" autoComplete="off" autoFocus value={value} onChange={(event) => setValue(event.target.value)} />
        </label>
        <div className="row end">
          <button type="button" className="refit-button" onClick={() => answer(null)}>Cancel</button>
          <button type="submit" className="refit-button is-primary" disabled={!value.trim()}>Use this key</button>
        </div>
      </form>
    </Dialog>
  );
}

export function useAdmin(): Admin {
  const admin = useContext(AdminContext);
  if (!admin) throw new Error('useAdmin outside AdminProvider');
  return admin;
}
