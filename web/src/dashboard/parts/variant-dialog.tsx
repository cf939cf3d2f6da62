import { type FormEvent, type ReactElement, useState } from 'react';
import type { Variant } from '@refit/client';
import { useAdmin } from '../admin';
import { parseParameters } from '../parameters';
import { useLoad } from '../use-load';
import { Pending } from './basics';
import { Dialog } from './dialog';

interface Values {
  id: string;
  name: string;
  prompt: string;
  weight: string;
  parameters: string;
}

const kEmpty: Values = { id: '', name: '', prompt: '', weight: '10', parameters: '' };
const kPlaceholders = ['currentWidth', 'currentHeight', 'newWidth', 'newHeight', 'aspectRatio', 'objectsData'];

function valuesOf(variant: Variant): Values {
  return {
    id: variant.id, name: variant.name, prompt: variant.prompt,
    weight: String(Math.round(variant.weight * 10) / 10),
    parameters: JSON.stringify(variant.parameters, null, 1),
  };
}

function Form(props: { start: Values; isNew: boolean; onClose: () => void; onSaved: () => void }): ReactElement {
  const { act } = useAdmin();
  const [values, setValues] = useState(props.start);
  const [problem, setProblem] = useState<string | null>(null);
  const set = (part: Partial<Values>): void => setValues((before) => ({ ...before, ...part }));
  const save = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    try {
      const parameters = parseParameters(values.parameters) ?? {};
      const body = { name: values.name, prompt: values.prompt, weight: Number(values.weight), parameters };
      const saved = await act(`${values.name} saved`, (api) => (props.isNew
        ? api.addVariant({ id: values.id, active: true, ...body })
        : api.updateVariant(values.id, changesOf(props.start, values, body))));
      if (saved !== undefined) props.onSaved();
    } catch (failure) {
      setProblem(failure instanceof Error ? failure.message : String(failure));
    }
  };
  return (
    <form className="stack" onSubmit={(event) => void save(event)}>
      <div className="form-row">
        <label className="refit-field"><span>Name</span><input required value={values.name} onChange={(e) => set({ name: e.target.value })} /></label>
        <label className="refit-field"><span>Id</span><input required pattern="[A-Za-z0-9._\-]+" title="Letters, digits, dots, dashes" disabled={!props.isNew} value={values.id} onChange={(e) => set({ id: e.target.value })} /></label>
        <label className="refit-field is-narrow"><span>Traffic, %</span><input type="number" min={0} max={100} step="any" required value={values.weight} onChange={(e) => set({ weight: e.target.value })} /></label>
      </div>
      <label className="refit-field"><span>Instructions</span>
        <textarea required rows={10} className="mono" value={values.prompt} onChange={(e) => set({ prompt: e.target.value })} />
      </label>
      <p className="refit-muted small">Filled in for each resize: {kPlaceholders.map((name) => <code key={name}>{`{${name}}`}</code>)}</p>
      <details>
        <summary>Engine parameters</summary>
        <label className="refit-field"><span className="refit-hidden">Engine parameters as JSON</span>
          <textarea rows={6} className="mono" placeholder="{}" value={values.parameters} onChange={(e) => set({ parameters: e.target.value })} />
        </label>
      </details>
      {problem && <p className="refit-problem" role="alert">{problem}</p>}
      {!props.isNew && <p className="refit-muted small">Changed instructions or parameters become a new version; its statistics start afresh.</p>}
      <div className="row end">
        <button type="button" className="refit-button" onClick={props.onClose}>Cancel</button>
        <button type="submit" className="refit-button is-primary">{props.isNew ? 'Add variant' : 'Save'}</button>
      </div>
    </form>
  );
}

/** Only what was edited is sent: automatic weights move on while the dialog is open. */
function changesOf<T extends object>(start: Values, now: Values, body: T): Partial<T> {
  const edited = Object.entries(body).filter(([key]) => start[key as keyof Values] !== now[key as keyof Values]);
  return Object.fromEntries(edited) as Partial<T>;
}

/** Adds a variant, or edits the one named by `id`. */
export function VariantDialog(props: { id?: string; onClose: () => void; onSaved: () => void }): ReactElement {
  const { api } = useAdmin();
  const loaded = useLoad(`variant ${props.id ?? ''}`, async (signal) => {
    const variants = await api.variants({ signal });
    return variants.find((variant) => variant.id === props.id) ?? null;
  });
  const waiting = props.id !== undefined && !loaded.data;
  return (
    <Dialog wide title={props.id ? `Edit ${loaded.data?.name ?? props.id}` : 'Add variant'} onClose={props.onClose}>
      {waiting ? <Pending of={loaded} /> : <Form isNew={!props.id} start={loaded.data ? valuesOf(loaded.data) : kEmpty} onClose={props.onClose} onSaved={props.onSaved} />}
    </Dialog>
  );
}
