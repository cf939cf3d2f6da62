import { ActiveSelection, Canvas, FabricObject } from 'fabric';
import type { CanvasJson, Size } from '@refit/client';
import { kKeptKeys } from './sample';

const kNudgePx = 1;
const kBigNudgePx = 10;

/** The Fabric canvas of the demo: shows a design at any zoom, and gives it back whole. */
export class Stage {
  private readonly canvas: Canvas;
  private page: Size;
  private loading = 0;

  constructor(element: HTMLCanvasElement, page: Size, private readonly onChange: () => void) {
    this.canvas = new Canvas(element, { preserveObjectStacking: true, selectionColor: 'rgba(61,85,217,0.10)', selectionBorderColor: '#3d55d9' });
    this.page = page;
    FabricObject.ownDefaults.cornerColor = '#3d55d9';
    FabricObject.ownDefaults.borderColor = '#3d55d9';
    FabricObject.ownDefaults.cornerStyle = 'circle';
    FabricObject.ownDefaults.transparentCorners = false;
    FabricObject.ownDefaults.cornerSize = 10;
    this.canvas.on('object:modified', () => { if (this.loading === 0) this.onChange(); });
    this.canvas.on('text:changed', () => { if (this.loading === 0) this.onChange(); });
  }

  async load(design: CanvasJson, page: Size): Promise<void> {
    this.loading += 1;
    try {
      this.canvas.discardActiveObject();
      await this.canvas.loadFromJSON(JSON.stringify(design));
      this.page = page;
      for (const object of this.canvas.getObjects()) {
        // The page itself stays put; keys that a file leaves out must not make it movable.
        if ((object as FabricObject & { name?: string }).name === 'clip') object.set({ selectable: false, evented: false });
      }
    } finally {
      this.loading -= 1;
    }
  }

  /** Scales the view so that the page fits the room there is; the design's numbers stay. */
  fit(room: Size): void {
    const zoom = Math.min(1, room.width / this.page.width, room.height / this.page.height);
    this.canvas.setDimensions({ width: Math.round(this.page.width * zoom), height: Math.round(this.page.height * zoom) });
    this.canvas.setViewportTransform([zoom, 0, 0, zoom, 0, 0]);
    this.canvas.requestRenderAll();
  }

  /** The design with the keys that `toJSON()` would drop. */
  design(): CanvasJson {
    // Objects of a selection are written relative to it; undone, they are where they look.
    const active = this.canvas.getActiveObject();
    if (active instanceof ActiveSelection) {
      const members = active.getObjects();
      this.canvas.discardActiveObject();
      const json = this.canvas.toObject(kKeptKeys) as CanvasJson;
      this.canvas.setActiveObject(new ActiveSelection(members, { canvas: this.canvas }));
      return json;
    }
    return this.canvas.toObject(kKeptKeys) as CanvasJson;
  }

  get size(): Size {
    return this.page;
  }

  /** Arrow keys move the selection. True when there was one to move. */
  nudge(key: string, big: boolean): boolean {
    const step = big ? kBigNudgePx : kNudgePx;
    const by = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] }[key];
    const active = this.canvas.getActiveObject();
    if (!by || !active) return false;
    active.set({ left: active.left + (by[0] ?? 0), top: active.top + (by[1] ?? 0) });
    active.setCoords();
    this.canvas.requestRenderAll();
    this.onChange();
    return true;
  }

  /** Selects the next object in drawing order, for the keyboard. */
  selectNext(): string | null {
    const objects = this.canvas.getObjects().filter((object) => object.selectable);
    const active = this.canvas.getActiveObject();
    const next = objects[active ? (objects.indexOf(active) + 1) % objects.length : 0];
    if (!next) return null;
    this.canvas.setActiveObject(next);
    this.canvas.requestRenderAll();
    return String((next as FabricObject & { id?: string }).id ?? next.type);
  }

  dispose(): void {
    void this.canvas.dispose();
  }
}
