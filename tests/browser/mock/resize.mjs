// Fits a design into a new page: enough of a resize to drive the demo editor.

function pageOf(canvas, currentSize) {
  const page = canvas.objects.find((o) => o.name === 'clip');
  return page ? { width: page.width * (page.scaleX ?? 1), height: page.height * (page.scaleY ?? 1) } : currentSize ?? { width: 400, height: 400 };
}

export function resize(canvas, currentSize, target) {
  const page = pageOf(canvas, currentSize);
  const scale = Math.min(target.width / page.width, target.height / page.height);
  const dx = (target.width - page.width * scale) / 2;
  const dy = (target.height - page.height * scale) / 2;
  const placements = [];
  const objects = canvas.objects.map((o, index) => {
    if (o.name === 'clip') return { ...o, left: 0, top: 0, width: target.width, height: target.height, scaleX: 1, scaleY: 1 };
    const placed = { ...o, left: (o.left ?? 0) * scale + dx, top: (o.top ?? 0) * scale + dy, scaleX: (o.scaleX ?? 1) * scale, scaleY: (o.scaleY ?? 1) * scale };
    placements.push({ id: o.id, path: String(index), left: placed.left, top: placed.top, scaleX: placed.scaleX, scaleY: placed.scaleY, reasoning: 'scaled with the page' });
    return placed;
  });
  return { canvas: { ...canvas, objects }, placements };
}
