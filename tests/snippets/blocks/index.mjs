// The seed document's examples, by the heading each stands under. `code` is what a reader of the
// document would type; each case file says what must come of it.

export const kBlocks = [
  {
    heading: 'View Analytics:', kind: 'tsx', ranBy: 'react',
    code: `
      import { TrainingAnalytics } from '@/features/editor/components/training-analytics';
      import { createRoot } from 'react-dom/client';
      createRoot(document.getElementById('root')!).render(<TrainingAnalytics />);`,
  },
  { heading: 'Manual Retraining:', kind: 'http', ranBy: 'http', method: 'POST', path: '/api/ai/retrain-model', body: { days: 30, minRating: 1, adminKey: '$ADMIN' } },
  { heading: 'Analytics Data:', kind: 'http', ranBy: 'http', method: 'GET', path: '/api/ai/training-analytics' },
  { heading: 'Session Tracking:', kind: 'http', ranBy: 'http', method: 'POST', path: '/api/ai/resize-session' },
  {
    heading: 'Adding New Variants:', kind: 'ts', ranBy: 'node',
    code: `
      import { ABTestingService } from '@/features/editor/services/ab-testing';
      ABTestingService.addVariant({
        id: 'advanced-v2',
        name: 'Advanced Prompt v2',
        prompt: \`Your improved prompt here with {currentWidth} placeholders...\`,
        active: true,
        weight: 25,
      });`,
  },
  {
    heading: 'Performance Tracking:', kind: 'ts', ranBy: 'node',
    code: `
      import { ABTestingService } from '@/features/editor/services/ab-testing';
      const comparison = ABTestingService.getPerformanceComparison();
      ABTestingService.autoOptimizeWeights();
      const { significant, confidence } = ABTestingService.calculateSignificance('original', 'enhanced');
      console.log(JSON.stringify({ rows: comparison.length, significant, confidence }));
      console.log(JSON.stringify({ fresh: await comparison, test: await ABTestingService.calculateSignificance('original', 'enhanced') }));`,
  },
  {
    heading: 'Manual Control:', kind: 'ts', ranBy: 'node',
    code: `
      import { trainingScheduler } from '@/lib/scheduler';
      trainingScheduler.startScheduler();
      trainingScheduler.stopScheduler();
      trainingScheduler.enableTask('model-retraining');
      trainingScheduler.runTaskNow('performance-analysis');
      const status = trainingScheduler.getTaskStatus();
      console.log(JSON.stringify(await status));`,
  },
  { heading: 'Admin Key Setup:', kind: 'env', ranBy: 'binary' },
  { heading: 'Environment Variables:', kind: 'env', ranBy: 'binary' },
  { heading: 'Database Migration:', kind: 'shell', ranBy: 'binary', code: 'npm run db:generate && npm run db:migrate' },
  {
    heading: 'Resize Sessions:', kind: 'schema', ranBy: 'http',
    fields: ['id', 'userId', 'projectId', 'originalCanvas', 'targetDimensions', 'aiResult', 'userRating', 'feedbackText', 'manualCorrections', 'processingTime', 'createdAt'],
  },
  {
    heading: 'Training Data:', kind: 'schema', ranBy: 'http',
    fields: ['id', 'sessionId', 'inputFeatures', 'expectedOutput', 'qualityScore', 'validated', 'createdAt'],
  },
  // TensorFlow.js is the reader's own choice of library: what Refit owes it is data of one shape.
  { heading: '1. **External ML Integration**:', kind: 'external', ranBy: 'http' },
  {
    heading: 'Monitoring Commands', kind: 'console', ranBy: 'node',
    code: `
      import { ABTestingService } from '@/features/editor/services/ab-testing';
      import { trainingScheduler } from '@/lib/scheduler';
      console.log(ABTestingService.getPerformanceComparison());
      console.log(trainingScheduler.getTaskStatus());`,
  },
];

export function block(heading) {
  const found = kBlocks.find((entry) => entry.heading === heading);
  if (!found) throw new Error(`No block under ${heading}`);
  return found;
}
