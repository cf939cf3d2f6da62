import type { ReactElement } from 'react';

const kColors = 6;

/** Each arm keeps its colour on every page: by its place among all variants, oldest first. */
export function armColor(ids: readonly string[], id: string): string {
  const index = ids.indexOf(id);
  return `var(--refit-arm-${index < 0 ? kColors : (index % kColors) + 1})`;
}

export function ArmName({ color, name, muted }: { color: string; name: string; muted?: boolean }): ReactElement {
  return (
    <span className={`arm${muted ? ' refit-muted' : ''}`}>
      <span className="arm-dot" style={{ background: color }} aria-hidden="true" />{name}
    </span>
  );
}
