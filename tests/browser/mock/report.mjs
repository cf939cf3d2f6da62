// A weekly report as the server writes it.

const kDay = 24 * 3600_000;
const dayOf = (time) => new Date(time).toISOString().slice(0, 10);

function mondayBefore(time) {
  const day = new Date(time).getUTCDay() || 7;
  return Math.floor(time / kDay) * kDay - (day - 1) * kDay - 7 * kDay;
}

/** The report of the last full week before `time`. */
export function weeklyReport(id, time) {
  const from = mondayBefore(time);
  const weeks = [7, 6, 5, 4, 3, 2, 1, 0].map((back) => `| ${dayOf(from - back * 7 * kDay)} | ${back > 5 ? '0 | 0 | – | –' : `${371 - 30 * back} | ${215 - 20 * back} | ${(4.02 - 0.06 * back).toFixed(2)} | ${71 - 2 * back} %`} |`);
  const markdown = [
    `# Performance, ${dayOf(from)} to ${dayOf(from + 6 * kDay)}`, '',
    '| | this period | before |', '|---|---|---|',
    '| Sessions | 371 | 341 |', '| Rated | 215 | 195 |', '| Average rating | 4.02 | 3.96 |', '| Success rate | 71.0 % | 69.0 % |',
    '| Feedback rate (target 50 %) | 58.0 % | 57.2 % |', '| Processing time | 2130 ms | 2311 ms |', '| Corrected | 21.0 % | 24.3 % |', '| Failed | 0.0 % | 0.0 % |', '| Fallback | 1.2 % | 0.9 % |', '',
    '## Rating trend', '', '| week of | sessions | rated | average rating | success rate |', '|---|---|---|---|---|', ...weeks, '',
    '## Variants', '', '| variant | sessions | rated | average | success rate (95 % interval) |', '|---|---|---|---|---|',
    '| Enhanced | 262 | 160 | 4.21 | 76 % (69–82) |', '| Original | 109 | 55 | 3.62 | 58 % (45–70) |', '',
    'These intervals are for one look at this period; whether one variant is better is decided by the experiment\'s always-valid test.', '',
    '## Experiments', '', '| experiment | arm | units | rating (always valid) | success rate (always valid) |', '|---|---|---|---|---|', '| Default | Original | 145 | 3.48 (3.13–3.81) | 55 % (44–66) |', '| Default | Enhanced | 167 | 4.08 (3.80–4.33) | 74 % (63–83) |', '', 'First ratings since the phase began; the 95 % intervals hold however often one looks.', '', '| experiment | arms | difference (always valid) | e-value | verdict |', '|---|---|---|---|---|',
    '| Default | Original and Enhanced | +0.44 (+0.12 to +0.76) | 4.1e+03 | Enhanced is rated higher than Original, by about 0.44 stars. |', '',
    '- Pairs looked at together: 1; different at a false discovery rate of 5 %: Default: Original and Enhanced.', '',
    '## Verdicts reached', '', `- ${dayOf(from + 3 * kDay)}, experiment default reached a verdict by evidence: Enhanced is rated higher than Original.`, '',
    '## What changed the traffic', '', `- ${dayOf(from + 4 * kDay)}, Default, policy 12: daily optimisation: Enhanced leads with probability .99`, '- Shares were weighed anew after ratings, times: 34.', '',
    '## Guardrails', '', 'None.', '',
    '## Patterns and findings', '', 'Tested together: 36 (layout features: 35, pairs of arms: 1). Standing at a false discovery rate of 10 % over all of them (Benjamini-Hochberg): 2.', '',
    '- Default: Enhanced was rated higher than Original by 0.44 stars (q = 0.0087)', '- text\\_area was lower in good results than in poor ones: 0.18 against 0.31 (effect -0.74) (q = 0.021)', '',
    '## Models', '', `- ${dayOf(from + 5 * kDay)}, model 2 promoted by scheduler: mean absolute error 0.1310 on 74 held-out rows, against 0.1520 for the serving model: not worse`, '',
    '## Variants and proposals', '', `- ${dayOf(from + 5 * kDay)}, variant learned-1 entered by training: text\\_area was lower in good results`, '',
    '## Data quality', '', '- Every arm was shown as often as it was drawn.', '- Without a rating: 156 of 371 sessions (42 %). Most are rated of Enhanced (61 %), fewest of Original (50 %).', '',
    '## Next', '', '- Some results came from the fallback: see refit\'s metrics for why the model\'s replies were unusable.', '',
  ].join('\n');
  return { id, kind: 'performance-analysis', period: dayOf(from), createdAt: new Date(from + 7 * kDay + 3600_000).toISOString(), body: { from: dayOf(from) }, markdown };
}

/** One report of a week: the later takes the place of the earlier. */
export function putReport(reports, time) {
  const made = weeklyReport(1 + Math.max(0, ...reports.map((r) => r.id)), time);
  const there = reports.find((r) => r.period === made.period);
  if (there) Object.assign(there, made, { id: there.id, createdAt: new Date(time).toISOString() });
  else reports.unshift(made);
}
