import type { CanvasJson, Correction, Geometry, ManualCorrections } from '@refit/client';

export interface Box { x: number; y: number; width: number; height: number }

/** The corrections of a session, whatever the client that sent them put there. */
export function correctionsOf(value: ManualCorrections | null | undefined): Correction[] {
  const objects: unknown = value?.objects;
  if (!Array.isArray(objects)) return [];
  return objects.filter((entry: unknown): entry is Correction => {
    const { before, after } = (entry ?? {}) as Partial<Correction>;
    return isGeometry(before) && isGeometry(after);
  });
}

function isGeometry(value: unknown): value is Geometry {
  const geometry = value as Partial<Geometry> | undefined;
  return typeof geometry?.left === 'number' && typeof geometry.top === 'number';
}

/** The box of an object that stands upright and is placed by its left top corner. */
export function boxOf(g: Geometry): Box {
  return { x: g.left, y: g.top, width: (g.width ?? 0) * (g.scaleX ?? 1), height: (g.height ?? 0) * (g.scaleY ?? 1) };
}

/** Where the page lies on its canvas: editors put the page's rectangle anywhere. */
export function pageOrigin(canvas: CanvasJson | null | undefined): { x: number; y: number } {
  const names = ['clip', 'workspace', 'workarea', 'artboard', 'page'];
  const page = canvas?.objects?.find((o) => names.includes(String(o.name)) || names.includes(String(o.id)));
  return { x: Number(page?.left ?? 0) || 0, y: Number(page?.top ?? 0) || 0 };
}

/** "moved 12 right, 4 up; 20 % larger": what the person did, in words. */
export function describe({ before, after }: Correction): string {
  const parts: string[] = [];
  const dx = Math.round(after.left - before.left);
  const dy = Math.round(after.top - before.top);
  const moves = [dx && `${Math.abs(dx)} ${dx > 0 ? 'right' : 'left'}`, dy && `${Math.abs(dy)} ${dy > 0 ? 'down' : 'up'}`].filter(Boolean);
  if (moves.length) parts.push(`moved ${moves.join(', ')}`);
  const b = boxOf(before);
  const a = boxOf(after);
  const wide = b.width > 0 ? Math.round(100 * (a.width / b.width - 1)) : 0;
  const high = b.height > 0 ? Math.round(100 * (a.height / b.height - 1)) : 0;
  if (wide === high && wide !== 0) parts.push(`${Math.abs(wide)} % ${wide > 0 ? 'larger' : 'smaller'}`);
  else {
    if (wide !== 0) parts.push(`${Math.abs(wide)} % ${wide > 0 ? 'wider' : 'narrower'}`);
    if (high !== 0) parts.push(`${Math.abs(high)} % ${high > 0 ? 'taller' : 'flatter'}`);
  }
  if (before.fontSize && after.fontSize && before.fontSize !== after.fontSize) {
    parts.push(`font size ${Math.round(before.fontSize)} to ${Math.round(after.fontSize)}`);
  }
  return parts.join('; ') || 'unchanged';
}
