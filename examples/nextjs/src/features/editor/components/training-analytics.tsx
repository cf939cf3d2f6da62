export { TrainingAnalytics } from '@refit/react';
