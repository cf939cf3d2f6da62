import { createContext, type ReactElement, type ReactNode, useCallback, useContext, useRef, useState } from 'react';

type Tone = 'good' | 'bad';
type Show = (text: string, tone: Tone) => void;

const ToastContext = createContext<Show>(() => undefined);
const kShownMs = 6000;

/** Says in a corner how an action ended, and to a screen reader as well. */
export function ToastProvider({ children }: { children: ReactNode }): ReactElement {
  const [toasts, setToasts] = useState<Array<{ id: number; text: string; tone: Tone }>>([]);
  const next = useRef(0);
  const show = useCallback<Show>((text, tone) => {
    next.current += 1;
    const id = next.current;
    setToasts((all) => [...all, { id, text, tone }]);
    setTimeout(() => setToasts((all) => all.filter((toast) => toast.id !== id)), kShownMs);
  }, []);
  return (
    <ToastContext.Provider value={show}>
      {children}
      <div className="toasts" role="status" aria-live="polite">
        {toasts.map((toast) => <div key={toast.id} className={`toast is-${toast.tone}`}>{toast.text}</div>)}
      </div>
    </ToastContext.Provider>
  );
}

export function useToast(): Show {
  return useContext(ToastContext);
}
