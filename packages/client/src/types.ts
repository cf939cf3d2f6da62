// The shapes of Refit's HTTP API, as the server writes them. `/openapi.json` is the reference.

export interface Size {
  width: number;
  height: number;
}

/** A Fabric.js canvas: `canvas.toObject(keys)` of any version from 4 to 7. */
export interface CanvasJson {
  objects?: Array<Record<string, unknown>>;
  [key: string]: unknown;
}

/** The geometry of one object, as Fabric spells it. */
export interface Geometry {
  left: number;
  top: number;
  width: number;
  height: number;
  scaleX: number;
  scaleY: number;
  fontSize?: number;
  angle?: number;
}

export interface Correction {
  /** The object's own `id` or `name`, when it has one. */
  id?: string;
  /** The object's place in the canvas: "0", or "0.1" inside a group. */
  path?: string;
  before: Geometry;
  after: Geometry;
}

export interface ManualCorrections {
  objects: Correction[];
  /** The whole canvas as the person left it. */
  canvas?: CanvasJson;
}

export interface ResizeRequest {
  canvas: CanvasJson | string;
  targetDimensions: Size;
  userId?: string;
  projectId?: string;
  currentSize?: Size;
  /** Asks for one variant instead of letting the experiment choose. */
  variantId?: string;
}

export interface Placement {
  id?: string;
  path: string;
  left: number;
  top: number;
  width?: number;
  height?: number;
  scaleX: number;
  scaleY: number;
  fontSize?: number;
  reasoning?: string;
}

export interface RunnerUp {
  name: string;
  score: number;
  [key: string]: unknown;
}

export interface ResizeResult {
  success: boolean;
  sessionId: string;
  variantId: string;
  variantVersion: number;
  /** The probability with which this variant was picked for this user. */
  propensity: number;
  canvas: CanvasJson;
  placements: Placement[];
  candidate?: string;
  resizer: string;
  /** Milliseconds. */
  processingTime: number;
  suggestions: string[];
  runnersUp?: RunnerUp[];
}

export interface Feedback {
  rating?: number;
  helpful?: boolean;
  feedbackText?: string;
  userId?: string;
}

export interface SessionSummary {
  id: string;
  userId: string;
  projectId?: string | null;
  createdAt: string;
  updatedAt?: string;
  status: string;
  variantId: string | null;
  variantVersion?: number | null;
  propensity?: number | null;
  policyVersion?: number | null;
  bucketVersion?: number | null;
  resizer: string;
  userRating: number | null;
  helpful?: boolean | null;
  feedbackText?: string | null;
  correctionSize?: number | null;
  processingTime: number | null;
  qualityScore?: number | null;
  targetDimensions: Size;
  errorMessage?: string | null;
}

export interface Session extends SessionSummary {
  originalCanvas?: CanvasJson | null;
  aiResult?: CanvasJson | null;
  manualCorrections?: ManualCorrections | null;
  undone?: boolean;
}

export interface Page<T> {
  data: T[];
  nextCursor: string | null;
}

/** One row of the seed's comparison: `weight` in percent, `successRate` from 0 to 100. */
export interface VariantPerformance {
  id: string;
  name: string;
  active: boolean;
  weight: number;
  metrics: { totalUses: number; avgRating: number; successRate: number };
}

export interface RecentActivity {
  id: string;
  rating: number | null;
  processingTime: number | null;
  createdAt: string;
  hasFeedback: boolean;
  hasCorrections: boolean;
  variantId?: string | null;
  status?: string;
}

export interface Targets {
  successRate: number;
  feedbackRate: number;
  /** Milliseconds. */
  processingTime: number;
  confidence: number;
}

export interface TrainingAnalytics {
  overview: {
    totalSessions: number;
    ratedSessions: number;
    avgRating: number;
    feedbackRate: number;
    successRate: number;
    avgProcessingTime: number;
    correctionRate: number;
  };
  recentActivity: RecentActivity[];
  trends: {
    dailyCount: Record<string, number>;
    dailyRating?: Record<string, number>;
    dailyCorrections?: Record<string, number>;
  };
  variants?: VariantPerformance[];
  targets?: Targets;
}

export interface Interval {
  mean: number;
  low: number;
  high: number;
  level?: number;
}

export interface ExperimentVariant {
  id: string;
  name: string;
  active: boolean;
  /** Share of traffic, from 0 to 1. */
  weight: number;
  version: number;
  origin: string;
  metrics: {
    totalUses: number;
    users: number;
    ratings: number;
    avgRating: number;
    successRate: number;
    avgProcessingTime: number;
    correctionRate: number;
    feedbackRate: number;
  };
  /** Of the mean rating, in stars. */
  estimate: Interval | null;
  /** From the first word of each unit; the intervals hold however often one looks. Null without a word, and where a context chooses the arm. */
  alwaysValid: { units: number; rating: Interval; successRate: Interval } | null;
  probabilityBest: number | null;
}

export interface Comparison {
  a: string;
  b: string;
  difference: Interval | null;
  alwaysValid: { significant: boolean; confidence: number; eValue: number; pValue: number };
  fixedSample: { zPValue: number | null; welchPValue: number | null };
  /** How many more ratings a decision is likely to need; null when it cannot be told. */
  needed: number | null;
  verdict: string;
}

export interface PolicyRecord {
  version: number;
  weights: Record<string, number>;
  reason: string;
  createdAt: string;
}

export type HeadName = 'quality' | 'latency' | 'cost' | 'correction';

export interface HeadEstimate {
  n: number;
  mean: number;
  low: number | null;
  high: number | null;
}

export interface ArmObjectives {
  id: string;
  name: string;
  active: boolean;
  heads: Record<HeadName, HeadEstimate | null>;
  /** The weighted sum, in stars. */
  score: HeadEstimate | null;
  withinLimits: boolean;
  onFront: boolean;
  dominatedBy: string[];
  clearlyDominatedBy: string[];
}

export interface Objectives {
  /** Stars per unit of each head. */
  weights: Partial<Record<HeadName, number>>;
  limits: Partial<Record<HeadName, number>>;
  arms: ArmObjectives[];
  best: string | null;
}

/** What learning is worth, against the units held back from it. */
export interface Holdback {
  share: number;
  exposures: number;
  heldBack: { outcomes: number; meanRating: number | null };
  learned: { outcomes: number; meanRating: number | null };
  difference: Interval;
  alwaysValid: { significant: boolean; confidence: number; eValue: number; pValue: number };
  verdict: string;
}

export interface ExperimentResults {
  experiment: {
    id: string;
    name: string;
    allocation: string;
    bucketVersion: number;
    explorationFloor: number;
  };
  exposures: {
    total: number;
    srm: {
      pValue: number | null;
      alarm: boolean;
      observed: Record<string, number>;
      expected: Record<string, number>;
    };
  };
  holdback?: Holdback;
  variants: ExperimentVariant[];
  comparisons: Comparison[];
  policyHistory: PolicyRecord[];
}

export interface Variant {
  id: string;
  name: string;
  active: boolean;
  /** Percent of the traffic now, from 0 to 100. */
  weight: number;
  version: number;
  origin: string;
  prompt: string;
  parameters: Record<string, number>;
  createdAt: string;
}

export interface NewVariant {
  id: string;
  name: string;
  prompt: string;
  active: boolean;
  /** Percent of the traffic, from 0 to 100. */
  weight: number;
  parameters?: Record<string, number>;
}

export interface PromptParameters {
  currentWidth: number;
  currentHeight: number;
  newWidth: number;
  newHeight: number;
  objectsData?: unknown;
  [key: string]: unknown;
}

export interface Assignment {
  userId: string;
  variantId: string;
  variantVersion: number;
  propensity: number;
  policyVersion: number;
  bucketVersion: number;
  name: string;
  prompt: string;
}

export interface Significance {
  significant: boolean;
  /** A whole percentage from 0 to 99, valid however often it is looked at. */
  confidence: number;
  eValue?: number;
  method?: string;
}

export interface TaskStatus {
  id: string;
  name: string;
  enabled: boolean;
  /** Milliseconds between runs. */
  interval: number;
  lastRun: string | null;
  nextRun: string | null;
  lastOutcome?: string | null;
  lastDurationMs?: number | null;
  running?: boolean;
}

export interface SchedulerStatus {
  running: boolean;
  tasks: TaskStatus[];
}

export interface RetrainReport {
  success?: boolean;
  message?: string;
  sessionsFound?: number;
  timestamp?: string;
  metrics?: Record<string, number | null>;
  patterns?: Record<string, Record<string, number | null>>;
  improvedPrompts?: string;
  recommendations?: string[];
  [key: string]: unknown;
}

export interface Model {
  version: number;
  kind: string;
  status: string;
  parent: number | null;
  metrics: Record<string, unknown>;
  parameters?: Record<string, unknown>;
  reason: string;
  createdAt: string;
}

/** One arm as a point of the parameter search. */
export interface SearchPoint {
  id: string;
  name: string;
  origin: string;
  state: 'serving' | 'canary' | 'promoted' | 'retired' | 'active' | 'off';
  createdAt: string;
  outcomes: number;
  stars: number | null;
  starsDeviation: number | null;
  /** Posterior mean rating and its standard deviation. */
  expected: number;
  deviation: number;
  parameters: Record<string, number>;
}

export interface SearchTrace {
  leader: string;
  best: string;
  live: string | null;
  reach: number;
  points: SearchPoint[];
  refusals: string[];
}

export interface CanaryVerdict {
  variantId: string;
  comparedWith: string;
  fate: 'waits' | 'promoted' | 'retired';
  outcomes: number;
  difference: number;
  probabilityBetter: number;
  eValue: number | null;
  reason: string;
}

export interface SearchProposal {
  id: string;
  name: string;
  moves: Array<{ parameter: string; from: number; to: number }>;
  expectedImprovement: number;
  mean: number;
  deviation: number;
  gain: number;
  gainDeviation: number;
  harm: number;
  nearest: string;
  nearestDistance: number;
  replay: { canvases: number; changed: number; invalid: number; qualityGain: number | null; gainError: number };
}

export interface SearchReport {
  entered: string | null;
  message: string;
  verdicts: CanaryVerdict[];
  plan: { leader: string; reach: number; candidates: number; refused: number; harmful: number; relevant: string[]; proposal: SearchProposal | null } | null;
}

export interface Report {
  id: number;
  kind: string;
  /** First day of the week it is about; null where it is about no week. */
  period: string | null;
  createdAt: string;
  body: Record<string, unknown>;
  markdown: string;
}

export type AlertMetric =
  | 'successRate' | 'feedbackRate' | 'averageRating' | 'processingTime'
  | 'correctionRate' | 'failureRate' | 'fallbackRate' | 'sessions';

/** A line that a figure of the last days should not cross, and how it stands to it. */
export interface Alert {
  id: string;
  metric: AlertMetric;
  /** The wrong side of the threshold. */
  comparison: 'above' | 'below';
  /** Percent, stars, milliseconds or sessions, as the metric has it. */
  threshold: number;
  windowDays: number;
  /** Fewer sessions or ratings say nothing. */
  countMin: number;
  active: boolean;
  firing: boolean;
  /** At the last check; null: never checked, or too few to judge. */
  value: number | null;
  message: string;
  since: string | null;
  checkedAt: string | null;
  createdAt: string;
  updatedAt: string;
}

export type NewAlert = Pick<Alert, 'id' | 'metric' | 'threshold'> &
  Partial<Pick<Alert, 'comparison' | 'windowDays' | 'countMin' | 'active'>>;

export interface AuditRow {
  seq?: number;
  at: string;
  actor: string;
  action: string;
  subject: string;
  reason: string | null;
  [key: string]: unknown;
}

export interface ServerConfig {
  version: string;
  adminConfigured: boolean;
  llmConfigured: boolean;
  schedulerRunning: boolean;
  database: string;
}

export type EventKind = 'session' | 'feedback' | 'policy' | 'task' | 'model';
export const eventKinds: readonly EventKind[] = ['session', 'feedback', 'policy', 'task', 'model'];
