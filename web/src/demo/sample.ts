import type { CanvasJson, Size } from '@refit/client';

/** The properties Fabric leaves out unless asked, and a resize must not lose. */
export const kKeptKeys = ['id', 'name', 'selectable', 'hasControls', 'evented'];

export const kSampleSize: Size = { width: 900, height: 900 };

const kText = { originX: 'left', originY: 'top', fontFamily: 'Helvetica, Arial, sans-serif', strokeWidth: 0 };
const kShape = { originX: 'left', originY: 'top', strokeWidth: 0 };

/** A poster of our own: page, decoration, photo stand-in, headline, body, button, logo. */
export function sampleDesign(): CanvasJson {
  return {
    version: '6.9.1',
    objects: [
      { ...kShape, type: 'Rect', name: 'clip', id: 'page', left: 0, top: 0, width: 900, height: 900, fill: '#fff7ea', selectable: false, hasControls: false, evented: false },
      { ...kShape, type: 'Circle', id: 'sun', left: 520, top: -150, radius: 300, fill: '#ffc65c' },
      { ...kShape, type: 'Polygon', id: 'hill-back', left: 0, top: 520, fill: '#7fb8a4', points: [{ x: 0, y: 140 }, { x: 260, y: 0 }, { x: 560, y: 170 }, { x: 900, y: 40 }, { x: 900, y: 380 }, { x: 0, y: 380 }] },
      { ...kShape, type: 'Polygon', id: 'hill-front', left: 0, top: 640, fill: '#2f6f66', points: [{ x: 0, y: 60 }, { x: 330, y: 130 }, { x: 640, y: 0 }, { x: 900, y: 110 }, { x: 900, y: 260 }, { x: 0, y: 260 }] },
      { ...kText, type: 'Textbox', id: 'kicker', left: 70, top: 84, width: 420, fontSize: 26, charSpacing: 160, fontWeight: 'bold', fill: '#b0552c', text: 'SATURDAY, 9 MAY' },
      { ...kText, type: 'Textbox', id: 'headline', left: 70, top: 132, width: 560, fontSize: 92, lineHeight: 1, fontWeight: 'bold', fill: '#22313f', text: 'Hike the Green Ridge' },
      { ...kText, type: 'Textbox', id: 'body', left: 70, top: 356, width: 440, fontSize: 28, lineHeight: 1.3, fill: '#44525e', text: 'Twelve easy miles, two lakes and a picnic on top. Bring boots, water and a friend.' },
      { ...kShape, type: 'Rect', id: 'button', left: 70, top: 740, width: 270, height: 84, rx: 42, ry: 42, fill: '#ffc65c' },
      { ...kText, type: 'Textbox', id: 'button-label', left: 70, top: 763, width: 270, fontSize: 32, fontWeight: 'bold', textAlign: 'center', fill: '#22313f', text: 'Join us' },
      {
        ...kShape, type: 'Group', id: 'logo', left: 690, top: 754, width: 140, height: 56,
        objects: [
          { ...kShape, type: 'Triangle', left: -70, top: -28, width: 60, height: 56, fill: '#fff7ea' },
          { ...kText, type: 'Text', left: -2, top: -20, fontSize: 34, fontWeight: 'bold', fill: '#fff7ea', text: 'ridge' },
        ],
      },
    ],
  };
}

export interface Preset {
  name: string;
  size: Size;
}

export const kPresets: Preset[] = [
  { name: 'Square post', size: { width: 1080, height: 1080 } },
  { name: 'Story', size: { width: 1080, height: 1920 } },
  { name: 'Link card', size: { width: 1200, height: 628 } },
  { name: 'Portrait post', size: { width: 1080, height: 1350 } },
  { name: 'Half page ad', size: { width: 300, height: 600 } },
  { name: 'Leaderboard', size: { width: 728, height: 90 } },
];
