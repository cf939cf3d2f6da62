import type { CanvasJson, Correction, Geometry, ManualCorrections } from '@refit/client';

type Json = Record<string, unknown>;

const kKeys = ['left', 'top', 'width', 'height', 'scaleX', 'scaleY'] as const;
/** Fabric rounds to four decimals when it writes: less than this is not a person's doing. */
const kSmallestChange = 0.01;

function geometryOf(object: Json): Geometry {
  const number = (key: string, otherwise: number): number => (typeof object[key] === 'number' ? object[key] : otherwise);
  return {
    left: number('left', 0), top: number('top', 0), width: number('width', 0), height: number('height', 0),
    scaleX: number('scaleX', 1), scaleY: number('scaleY', 1),
    ...(typeof object.fontSize === 'number' ? { fontSize: object.fontSize } : {}),
    ...(typeof object.angle === 'number' && object.angle !== 0 ? { angle: object.angle } : {}),
  };
}

function differs(before: Geometry, after: Geometry): boolean {
  const far = (x: number | undefined, y: number | undefined): boolean => Math.abs((x ?? 0) - (y ?? 0)) > kSmallestChange;
  return kKeys.some((key) => far(before[key], after[key])) || far(before.fontSize, after.fontSize) || far(before.angle, after.angle);
}

function nameOf(object: Json): string | undefined {
  if (typeof object.id === 'string' && object.id) return object.id;
  return typeof object.name === 'string' && object.name ? object.name : undefined;
}

/** What a person changed between two states of one canvas. Objects are matched by id, else by place. */
export function correctionsBetween(before: CanvasJson, after: CanvasJson): ManualCorrections {
  const earlier = before.objects ?? [];
  const later = after.objects ?? [];
  const objects: Correction[] = [];
  later.forEach((object, index) => {
    const name = nameOf(object);
    const original = name ? earlier.find((candidate) => nameOf(candidate) === name) : earlier[index];
    if (!original) return;
    const from = geometryOf(original);
    const to = geometryOf(object);
    if (differs(from, to)) objects.push({ ...(name ? { id: name } : {}), path: String(index), before: from, after: to });
  });
  return { objects, canvas: after };
}
