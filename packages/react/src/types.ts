/** GET /api/ai/training-analytics. Keys beyond the first three may be missing on older servers. */
export interface Analytics {
  overview: {
    totalSessions: number;
    ratedSessions: number;
    avgRating: number;
    feedbackRate: number;
    successRate?: number;
    avgProcessingTime?: number;
    correctionRate?: number;
  };
  recentActivity: Activity[];
  trends: {
    dailyCount: Record<string, number>;
    dailyRating?: Record<string, number>;
    dailyCorrections?: Record<string, number>;
  };
  variants?: VariantRow[];
  targets?: { successRate: number; feedbackRate: number; processingTime: number; confidence: number };
}

export interface Activity {
  id: string;
  rating: number | null;
  processingTime: number | null;
  createdAt: string;
  hasFeedback: boolean;
  hasCorrections: boolean;
  variantId?: string | null;
  status?: string;
}

export interface VariantRow {
  id: string;
  name: string;
  active: boolean;
  /** Percent. */
  weight: number;
  metrics: { totalUses: number; avgRating: number; successRate: number };
}
