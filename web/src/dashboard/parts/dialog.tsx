import { type ReactElement, type ReactNode, useEffect, useId, useRef } from 'react';

/** A modal dialog: the browser's own, so focus, Escape and the backdrop are right by themselves. */
export function Dialog(props: { title: string; onClose: () => void; wide?: boolean; children: ReactNode }): ReactElement {
  const ref = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const dialog = ref.current;
    if (dialog && !dialog.open) dialog.showModal();
  }, []);
  return (
    <dialog ref={ref} className={`dialog refit${props.wide ? ' is-wide' : ''}`} aria-labelledby={id} onClose={props.onClose}>
      <header className="row between">
        <h2 id={id}>{props.title}</h2>
        <button type="button" className="icon-button" aria-label="Close" onClick={() => ref.current?.close()}>✕</button>
      </header>
      {props.children}
    </dialog>
  );
}
