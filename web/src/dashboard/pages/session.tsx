import { type ReactElement, type ReactNode, useState } from 'react';
import type { PictureKind, Session } from '@refit/client';
import { formatDateTime, formatDuration, formatNumber, formatPercent } from '@refit/react/src/format';
import { Stars } from '@refit/react/src/parts';
import { Scroll } from '@refit/react/src/scroll';
import { useAdmin } from '../admin';
import { boxOf, correctionsOf, describe, pageOrigin } from '../corrections';
import { Badge, Card, Empty, PageHead, Pending, Stale } from '../parts/basics';
import { hrefOf } from '../router';
import { useLoad } from '../use-load';

function Overlay({ s }: { s: Session }): ReactElement {
  const origin = pageOrigin(s.aiResult);
  const { width, height } = s.targetDimensions;
  const stroke = Math.max(width, height) / 250;
  return (
    <svg className="overlay" viewBox={`${origin.x} ${origin.y} ${width} ${height}`} aria-hidden="true">
      {correctionsOf(s.manualCorrections).map((c, i) => {
        const before = boxOf(c.before);
        const after = boxOf(c.after);
        return (
          <g key={c.id ?? c.path ?? i} strokeWidth={stroke}>
            <rect {...before} className="was" strokeDasharray={`${stroke * 3} ${stroke * 2}`} />
            <rect {...after} className="is" />
            <line x1={before.x + before.width / 2} y1={before.y + before.height / 2} x2={after.x + after.width / 2} y2={after.y + after.height / 2} className="is" />
          </g>
        );
      })}
    </svg>
  );
}

function Picture(props: { url: string; title: string; note?: string; children?: ReactNode }): ReactElement {
  const [failed, setFailed] = useState(false);
  return (
    <figure className="picture">
      <figcaption><strong>{props.title}</strong> <span className="refit-muted">{props.note}</span></figcaption>
      <div className="picture-frame">
        {failed ? <Empty title="No picture" /> : <span className="picture-fit"><img src={props.url} alt={props.title} onError={() => setFailed(true)} />{props.children}</span>}
      </div>
    </figure>
  );
}

function Pictures({ s }: { s: Session }): ReactElement {
  const { api } = useAdmin();
  const corrections = correctionsOf(s.manualCorrections);
  const [overlay, setOverlay] = useState(true);
  // The picture changes with the session; its address must too, or the browser shows the old one.
  const url = (of: PictureKind): string => `${api.pictureUrl(s.id, of)}&at=${encodeURIComponent(s.updatedAt ?? '')}`;
  const size = `${s.targetDimensions.width} × ${s.targetDimensions.height}`;
  return (
    <Card title="Pictures" actions={corrections.length > 0 && (
      <label className="check"><input type="checkbox" checked={overlay} onChange={(e) => setOverlay(e.target.checked)} /> Show corrections</label>
    )}>
      <div className="pictures">
        <Picture url={url('before')} title="Before" />
        <Picture url={url('after')} title="After the resize" note={size}>{overlay && corrections.length > 0 && <Overlay s={s} />}</Picture>
        {s.manualCorrections && <Picture url={url('corrected')} title="Corrected by hand" />}
      </div>
    </Card>
  );
}

function Facts({ s }: { s: Session }): ReactElement {
  const facts: Array<[string, ReactNode]> = [
    ['Variant', s.variantId ? `${s.variantId}, version ${s.variantVersion ?? '–'}` : 'none'],
    ['Probability of this variant', s.propensity == null ? '–' : formatPercent(s.propensity * 100, undefined, 1)],
    ['Policy, bucket version', `${s.policyVersion ?? '–'}, ${s.bucketVersion ?? '–'}`],
    ['Resizer', s.resizer],
    ['Processing time', formatDuration(s.processingTime)],
    ['Quality score', s.qualityScore == null ? '–' : formatNumber(s.qualityScore, undefined, 3)],
    ['Correction size', s.correctionSize == null ? 'none' : formatNumber(s.correctionSize, undefined, 3)],
    ['User', s.userId || 'anonymous'],
    ['Created', formatDateTime(s.createdAt)],
  ];
  return (
    <Card title="Facts">
      <dl className="facts is-list">{facts.map(([name, value]) => <div key={name}><dt>{name}</dt><dd>{value}</dd></div>)}</dl>
    </Card>
  );
}

function FeedbackCard({ s }: { s: Session }): ReactElement {
  return (
    <Card title="Feedback">
      {s.userRating === null && s.helpful == null && !s.feedbackText ? <Empty title="Not rated yet" /> : (
        <div className="stack is-tight">
          <div className="row"><Stars value={s.userRating} />{s.helpful != null && <Badge tone={s.helpful ? 'good' : 'warn'}>{s.helpful ? 'helpful' : 'not helpful'}</Badge>}{s.undone && <Badge tone="bad">undone</Badge>}</div>
          {s.feedbackText && <blockquote>{s.feedbackText}</blockquote>}
        </div>
      )}
    </Card>
  );
}

function CorrectionsCard({ s }: { s: Session }): ReactElement | null {
  const corrections = correctionsOf(s.manualCorrections);
  if (corrections.length === 0) return null;
  return (
    <Card title="Corrections" note="What the person changed after the resize: labels for the next training.">
      <Scroll label="Corrections"><table className="refit-table is-wrapping">
        <thead><tr><th scope="col">Object</th><th scope="col">Change</th></tr></thead>
        <tbody>{corrections.map((c, i) => <tr key={c.id ?? c.path ?? i}><th scope="row">{c.id ?? `object ${c.path}`}</th><td>{describe(c)}</td></tr>)}</tbody>
      </table></Scroll>
    </Card>
  );
}

export function SessionPage({ id }: { id: string }): ReactElement {
  const { api } = useAdmin();
  const loaded = useLoad(id, (signal) => api.session(id, { signal }), ['feedback', 'session']);
  const s = loaded.data;
  return (
    <>
      <PageHead title="Session" lead={<><a href={hrefOf('sessions')}>All sessions</a> <span className="refit-muted mono">{id}</span></>} />
      <Stale of={loaded} />
      {!s ? <Pending of={loaded} /> : (
        <div className="stack">
          {s.errorMessage && <p className="refit-problem" role="alert">{s.errorMessage}</p>}
          <Pictures s={s} />
          <div className="columns">
            <Facts s={s} />
            <div className="stack"><FeedbackCard s={s} /><CorrectionsCard s={s} /></div>
          </div>
        </div>
      )}
    </>
  );
}
