import { describe, expect, it } from 'vitest';
import { correctionsBetween } from './corrections';

const rect = { type: 'Rect', id: 'button', left: 10, top: 20, width: 100, height: 40, scaleX: 1, scaleY: 1 };
const text = { type: 'Textbox', left: 5, top: 5, width: 200, height: 60, scaleX: 1, scaleY: 1, fontSize: 30 };

describe('corrections between two states of a canvas', () => {
  it('name what moved, with its geometry before and after', () => {
    const { objects, canvas } = correctionsBetween({ objects: [rect, text] }, { objects: [{ ...rect, left: 50 }, text] });
    expect(objects).toEqual([{ id: 'button', path: '0', before: expect.objectContaining({ left: 10 }), after: expect.objectContaining({ left: 50 }) }]);
    expect(canvas?.objects).toHaveLength(2);
  });
  it('leave rounding alone', () => {
    expect(correctionsBetween({ objects: [rect] }, { objects: [{ ...rect, left: 10.0004 }] }).objects).toEqual([]);
  });
  it('match by id though the order changed, and by place without one', () => {
    const moved = correctionsBetween({ objects: [rect, text] }, { objects: [{ ...text }, { ...rect, top: 90 }] });
    expect(moved.objects.map((o) => o.id)).toContain('button');
    const bare = correctionsBetween({ objects: [text] }, { objects: [{ ...text, fontSize: 44 }] });
    expect(bare.objects[0]?.path).toBe('0');
    expect(bare.objects[0]?.after.fontSize).toBe(44);
  });
  it('pass over objects that are new or gone', () => {
    expect(correctionsBetween({ objects: [rect] }, { objects: [] }).objects).toEqual([]);
    expect(correctionsBetween({ objects: [] }, { objects: [rect] }).objects).toEqual([]);
  });
});
