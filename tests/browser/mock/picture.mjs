// A rough SVG of a design: boxes and words. The real server draws it properly.

const escape = (text) => String(text).replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c]);

function draw(o) {
  const place = `translate(${o.left ?? 0} ${o.top ?? 0}) scale(${o.scaleX ?? 1} ${o.scaleY ?? 1})`;
  const type = String(o.type).toLowerCase();
  if (type === 'circle') return `<circle transform="${place}" cx="${o.radius}" cy="${o.radius}" r="${o.radius}" fill="${o.fill}"/>`;
  if (type === 'polygon') {
    const xs = o.points.map((p) => p.x);
    const ys = o.points.map((p) => p.y);
    return `<polygon transform="${place}" points="${o.points.map((p) => `${p.x - Math.min(...xs)},${p.y - Math.min(...ys)}`).join(' ')}" fill="${o.fill}"/>`;
  }
  if (type.includes('text')) {
    const lines = String(o.text).split('\n').flatMap((line) => wrap(line, (o.width ?? 400) / (o.fontSize * 0.52)));
    return `<text transform="${place}" font-family="Helvetica, Arial, sans-serif" font-weight="${o.fontWeight ?? 'normal'}" font-size="${o.fontSize}" fill="${o.fill}">${lines.map((line, i) => `<tspan x="${o.textAlign === 'center' ? o.width / 2 : 0}" y="${o.fontSize * (0.9 + i * (o.lineHeight ?? 1.16))}" ${o.textAlign === 'center' ? 'text-anchor="middle"' : ''}>${escape(line)}</tspan>`).join('')}</text>`;
  }
  if (type === 'group') return `<g transform="${place} translate(${o.width / 2} ${o.height / 2})">${o.objects.map(draw).join('')}</g>`;
  return `<rect transform="${place}" width="${o.width}" height="${o.height}" rx="${o.rx ?? 0}" fill="${o.fill ?? '#ccc'}"/>`;
}

function wrap(text, letters) {
  const lines = [''];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last && last.length + word.length + 1 > letters) lines.push(word);
    else lines[lines.length - 1] = last ? `${last} ${word}` : word;
  }
  return lines;
}

export function picture(canvas, size) {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${size.width}" height="${size.height}" viewBox="0 0 ${size.width} ${size.height}"><rect width="100%" height="100%" fill="#fff"/>${(canvas?.objects ?? []).map(draw).join('')}</svg>`;
}
