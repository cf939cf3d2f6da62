import { type FormEvent, type ReactElement, useId, useState } from 'react';
import { errorText, type Fetcher } from './use-analytics.js';

export interface FeedbackValues {
  rating: number;
  helpful?: boolean;
  feedbackText?: string;
}

export interface ResizeFeedbackProps {
  /** The session to rate: `sessionId` of the resize reply. */
  sessionId: string;
  baseUrl?: string;
  fetcher?: Fetcher;
  /** Who rates, where the server cannot tell by itself. */
  userId?: string;
  onSubmitted?: (values: FeedbackValues) => void;
  className?: string;
}

const kTextMax = 1000;
const kWords = ['', 'Poor', 'Fair', 'Okay', 'Good', 'Excellent'];

function StarInput({ value, onChange }: { value: number; onChange: (value: number) => void }): ReactElement {
  const name = useId();
  return (
    <fieldset className="refit-rate">
      <legend>How good is this resize?</legend>
      {[1, 2, 3, 4, 5].map((star) => (
        <label key={star} className={star <= value ? 'is-on' : ''}>
          <input type="radio" name={name} value={star} checked={value === star} onChange={() => onChange(star)} />
          <span aria-hidden="true">★</span>
          <span className="refit-hidden">{star === 1 ? '1 star' : `${star} stars`}, {kWords[star]}</span>
        </label>
      ))}
      <output className="refit-muted">{kWords[value]}</output>
    </fieldset>
  );
}

function Thumbs({ value, onChange }: { value: boolean | undefined; onChange: (value: boolean) => void }): ReactElement {
  return (
    <div className="refit-thumbs" role="group" aria-label="Was it helpful?">
      <button type="button" className="refit-button" aria-pressed={value === true} onClick={() => onChange(true)}>
        <span aria-hidden="true">👍</span> Helpful
      </button>
      <button type="button" className="refit-button" aria-pressed={value === false} onClick={() => onChange(false)}>
        <span aria-hidden="true">👎</span> Not helpful
      </button>
    </div>
  );
}

/** Stars, thumbs and words for one resize. A second submission replaces the first. */
export function ResizeFeedback(props: ResizeFeedbackProps): ReactElement {
  const [rating, setRating] = useState(0);
  const [helpful, setHelpful] = useState<boolean | undefined>(undefined);
  const [text, setText] = useState('');
  const [state, setState] = useState<{ phase: 'open' | 'sending' | 'sent'; error?: string }>({ phase: 'open' });
  const send = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const values: FeedbackValues = { rating, ...(helpful === undefined ? {} : { helpful }), ...(text.trim() ? { feedbackText: text.trim() } : {}) };
    setState({ phase: 'sending' });
    try {
      const base = (props.baseUrl ?? '').replace(/\/+$/, '');
      const response = await (props.fetcher ?? fetch)(`${base}/api/ai/resize-feedback`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', ...(props.userId ? { 'X-User-Id': props.userId } : {}) },
        // Without thumbs, the stars say whether it helped: the server wants a yes or a no.
        body: JSON.stringify({ sessionId: props.sessionId, ...values, helpful: helpful ?? rating >= 4 }),
      });
      if (!response.ok) throw new Error(await errorText(response));
      setState({ phase: 'sent' });
      props.onSubmitted?.(values);
    } catch (failure) {
      setState({ phase: 'open', error: failure instanceof Error ? failure.message : String(failure) });
    }
  };
  if (state.phase === 'sent') {
    return (
      <div className={`refit refit-feedback ${props.className ?? ''}`}>
        <p role="status">Thank you. The next resize already knows.</p>
        <button type="button" className="refit-button" onClick={() => setState({ phase: 'open' })}>Change my rating</button>
      </div>
    );
  }
  return (
    <form className={`refit refit-feedback ${props.className ?? ''}`} onSubmit={(event) => void send(event)}>
      <StarInput value={rating} onChange={setRating} />
      <Thumbs value={helpful} onChange={setHelpful} />
      <label className="refit-field">
        <span>What should be better? <span className="refit-muted">(optional)</span></span>
        <textarea value={text} maxLength={kTextMax} rows={2} onChange={(event) => setText(event.target.value)} />
      </label>
      {state.error && <p className="refit-problem" role="alert">{state.error}</p>}
      <button type="submit" className="refit-button is-primary" disabled={rating === 0 || state.phase === 'sending'}>
        {state.phase === 'sending' ? 'Sending…' : 'Send feedback'}
      </button>
    </form>
  );
}
