import { revalidatePath } from 'next/cache';
import { ABTestingService } from '@/features/editor/services/ab-testing';
import { trainingScheduler } from '@/lib/scheduler';

// Figures of the moment, never of the build.
export const dynamic = 'force-dynamic';

async function optimize() {
  'use server';
  await ABTestingService.autoOptimizeWeights();
  revalidatePath('/admin');
}

async function analyse() {
  'use server';
  await trainingScheduler.runTaskNow('performance-analysis');
  revalidatePath('/admin');
}

export default async function Admin() {
  const [comparison, tasks, { significant, confidence }] = await Promise.all([
    ABTestingService.getPerformanceComparison(),
    trainingScheduler.getTaskStatus(),
    ABTestingService.calculateSignificance('original', 'enhanced'),
  ]);
  return (
    <main className="refit">
      <h2>Experiment</h2>
      <p>{significant ? 'Decided' : 'Open'}, confidence {confidence} %.</p>
      <ul>{comparison.map((v) => <li key={v.id}>{v.name}: {Math.round(v.weight)} % of the traffic, {v.metrics.avgRating.toFixed(2)} stars</li>)}</ul>
      <form action={optimize}><button className="refit-button">Optimise weights</button></form>
      <h2>Scheduler</h2>
      <ul>{tasks.map((task) => <li key={task.id}>{task.name}: {task.enabled ? 'enabled' : 'disabled'}, last run {task.lastRun ?? 'never'}</li>)}</ul>
      <form action={analyse}><button className="refit-button">Run the analysis now</button></form>
    </main>
  );
}
