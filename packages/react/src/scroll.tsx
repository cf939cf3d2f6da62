import { type ReactElement, type ReactNode, useEffect, useRef, useState } from 'react';

/** A box whose content may be wider or taller than it. The keyboard can scroll it, when there is something to scroll. */
export function Scroll({ label, className, children }: { label: string; className?: string; children: ReactNode }): ReactElement {
  const ref = useRef<HTMLDivElement>(null);
  const [overflows, setOverflows] = useState(false);
  useEffect(() => {
    const box = ref.current;
    if (!box || typeof ResizeObserver === 'undefined') return undefined;
    const observer = new ResizeObserver(() => {
      setOverflows(box.scrollWidth > box.clientWidth || box.scrollHeight > box.clientHeight);
    });
    observer.observe(box);
    if (box.firstElementChild) observer.observe(box.firstElementChild);
    return () => observer.disconnect();
  }, []);
  const reachable = overflows ? { tabIndex: 0, role: 'group', 'aria-label': label } : {};
  return <div ref={ref} className={`refit-scroll ${className ?? ''}`} {...reachable}>{children}</div>;
}
