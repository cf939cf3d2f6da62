import { TrainingAnalytics } from '@/features/editor/components/training-analytics';

export default function Page() {
  return (
    <main>
      <p><a href="/admin">Experiment and scheduler</a></p>
      <TrainingAnalytics />
    </main>
  );
}
