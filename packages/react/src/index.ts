export { type ForestPlotProps, type ForestRow, ForestPlot } from './charts/forest-plot.js';
export { type TrendChartProps, type TrendPoint, TrendChart } from './charts/trend-chart.js';
export { type FeedbackValues, type ResizeFeedbackProps, ResizeFeedback } from './resize-feedback.js';
export { type TrainingAnalyticsProps, TrainingAnalytics } from './training-analytics.js';
export type { Activity, Analytics, VariantRow } from './types.js';
export type { Fetcher } from './use-analytics.js';
