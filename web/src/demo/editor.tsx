import { type FormEvent, type KeyboardEvent, type ReactElement, useState } from 'react';
import type { Size } from '@refit/client';
import { formatDuration, formatPercent } from '@refit/react/src/format';
import { ResizeFeedback } from '@refit/react/src/resize-feedback';
import { baseUrl } from '../base-url';
import { kPresets, type Preset } from './sample';
import { type EditorState, type Served, useEditor } from './use-editor';

const kSideMax = 10_000;
const kSideMin = 16;

function Shape({ size }: { size: Size }): ReactElement {
  const scale = 22 / Math.max(size.width, size.height);
  return <span className="shape" aria-hidden="true"><span style={{ width: Math.max(4, size.width * scale), height: Math.max(4, size.height * scale) }} /></span>;
}

function SizePicker(props: { target: Size; choose: (size: Size) => void }): ReactElement {
  const { target, choose } = props;
  const same = (preset: Preset): boolean => preset.size.width === target.width && preset.size.height === target.height;
  const side = (key: keyof Size, text: string): ReactElement => (
    <label className="refit-field"><span>{text}</span>
      <input type="number" required min={kSideMin} max={kSideMax} value={target[key] || ''} onChange={(e) => choose({ ...target, [key]: Number(e.target.value) })} />
    </label>
  );
  return (
    <>
      <div className="presets" role="group" aria-label="Target size">
        {kPresets.map((preset) => (
          <button key={preset.name} type="button" className="preset" aria-pressed={same(preset)} onClick={() => choose(preset.size)}>
            <Shape size={preset.size} /><span>{preset.name}<small>{preset.size.width} × {preset.size.height}</small></span>
          </button>
        ))}
      </div>
      <div className="custom">{side('width', 'Width')}<span aria-hidden="true">×</span>{side('height', 'Height')}</div>
    </>
  );
}

function ServedBy({ served, editor }: { served: Served; editor: EditorState }): ReactElement {
  const { result } = served;
  const { count, state } = editor.corrections;
  const said = { none: 'Drag, scale or edit anything: Refit learns from it.', sending: 'Sending your corrections…', saved: `${count} ${count === 1 ? 'object' : 'objects'} corrected, saved with the session.`, failed: 'Your corrections could not be sent; the next change tries again.' }[state];
  return (
    <section className="refit-card">
      <h2>Served by</h2>
      <dl className="served">
        <div><dt>Variant</dt><dd data-testid="variant">{result.variantId}, version {result.variantVersion}</dd></div>
        <div><dt>Picked with probability</dt><dd>{formatPercent(result.propensity * 100, undefined, 1)}</dd></div>
        <div><dt>Resizer</dt><dd>{result.resizer}{result.candidate ? `, layout “${result.candidate}”` : ''}</dd></div>
        <div><dt>Time</dt><dd>{formatDuration(result.processingTime)}</dd></div>
      </dl>
      {result.suggestions.length > 0 && <ul className="suggestions">{result.suggestions.map((line) => <li key={line}>{line}</li>)}</ul>}
      <p className="small refit-muted" role="status">{said}</p>
      <div className="row">
        <button type="button" className="refit-button" disabled={editor.busy} onClick={() => void editor.undo()}>Undo resize</button>
        <a className="refit-button" href={`./#/sessions/${encodeURIComponent(result.sessionId)}`}>Open session</a>
      </div>
    </section>
  );
}

function Board({ editor }: { editor: EditorState }): ReactElement {
  const [selected, setSelected] = useState('');
  const key = (event: KeyboardEvent): void => {
    if (event.target instanceof HTMLTextAreaElement) return;
    if (event.key === 'Enter') {
      event.preventDefault();
      const name = editor.stage.current?.selectNext();
      if (name) setSelected(`${name} selected`);
    } else if (editor.stage.current?.nudge(event.key, event.shiftKey)) {
      event.preventDefault();
    }
  };
  return (
    <main className="board" aria-busy={editor.busy}>
      <div className="room" ref={editor.roomRef} tabIndex={0} role="application" onKeyDown={key}
        aria-label="Design. Enter selects the next object, arrow keys move it, with shift by ten.">
        <div className="page"><canvas ref={editor.stageRef} /></div>
        {editor.busy && <div className="veil" role="status">Resizing…</div>}
      </div>
      <p className="board-foot refit-muted small">{editor.size.width} × {editor.size.height}<span role="status">{selected}</span></p>
    </main>
  );
}

export function Editor(): ReactElement {
  const editor = useEditor();
  const [target, setTarget] = useState<Size>({ width: 1080, height: 1920 });
  const { served } = editor;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void editor.resize(target);
  };
  return (
    <div className="editor refit">
      <header className="bar">
        <a className="brand" href="./"><img src="./icon.svg" alt="" width="24" height="24" />Refit <span>demo editor</span></a>
        <div className="row">
          <button type="button" className="refit-button" disabled={editor.busy} onClick={() => void editor.reset()}>Start over</button>
          <a className="refit-button" href="./">Dashboard</a>
        </div>
      </header>
      <Board editor={editor} />
      <aside className="panel">
        <form className="refit-card" onSubmit={submit}>
          <h2>New size</h2>
          <SizePicker target={target} choose={setTarget} />
          <button type="submit" className="refit-button is-primary wide" disabled={editor.busy}>AI Resize</button>
          {editor.error && <p className="refit-problem" role="alert">{editor.error}</p>}
        </form>
        {served ? (
          <>
            <ServedBy served={served} editor={editor} />
            <section className="refit-card"><ResizeFeedback key={served.result.sessionId} sessionId={served.result.sessionId} baseUrl={baseUrl} userId={editor.user} /></section>
          </>
        ) : <p className="refit-muted small hint">Pick a size and press AI Resize. Your stars and your corrections decide what the next person gets.</p>}
      </aside>
    </div>
  );
}
