import { shared } from './shared.js';
import { type Reported, type Snapshot, snapshot, textSnapshot } from './snapshot.js';
import { fillPrompt } from './template.js';
import type {
  NewVariant, PromptParameters, Significance, Variant, VariantPerformance,
} from './types.js';

/** The variant a user was given. `known` is false until the server has answered once. */
export interface AssignedVariant {
  id: string;
  name: string;
  prompt: string;
  version: number;
  /** The probability with which it was picked; 0 while unknown. */
  propensity: number;
  known: boolean;
}

/** Last answers of the server. Bounded: users come and go, a process stays. */
class Cache {
  performance: VariantPerformance[] = [];
  variants = new Map<string, Variant>();
  assignments = new Map<string, AssignedVariant>();
  significance = new Map<string, Significance>();
  generation = shared.generation;
}

const kRememberedUsersMax = 10_000;
const kUnassigned: AssignedVariant = { id: '', name: '', prompt: '', version: 0, propensity: 0, known: false };
const kUndecided: Significance = { significant: false, confidence: 0 };

let cache = new Cache();

function current(): Cache {
  if (cache.generation !== shared.generation) cache = new Cache();
  return cache;
}

function remember(assignments: Map<string, AssignedVariant>, user: string, given: AssignedVariant): void {
  if (assignments.size >= kRememberedUsersMax) {
    const oldest = assignments.keys().next();
    if (!oldest.done) assignments.delete(oldest.value);
  }
  assignments.set(user, given);
}

/**
 * The experiment, under the names editors call it by.
 *
 * Answers are snapshots (see snapshot.ts): usable at once as the last known value, or awaited for a
 * fresh one. Changes are sent in the order they are made; await one to know that it was done.
 */
export class ABTestingService {
  /** The variant this user gets: the same one each time, decided and remembered by the server. */
  static getVariantForUser(userId: string): Snapshot<AssignedVariant> {
    const known = current();
    const fresh = shared.change(async (client) => {
      const given = await client.assign(userId);
      const assigned: AssignedVariant = {
        id: given.variantId, name: given.name, prompt: given.prompt,
        version: given.variantVersion, propensity: given.propensity, known: true,
      };
      remember(known.assignments, userId, assigned);
      return { ...assigned };
    });
    return snapshot({ ...(known.assignments.get(userId) ?? kUnassigned) }, fresh);
  }

  /** Counts one rated resize for a variant. `processingTime` is in milliseconds. */
  static recordMetrics(
    variantId: string,
    rating: number,
    processingTime?: number,
    userId?: string,
  ): Reported<void> {
    return shared.change(async (client) => {
      await client.recordMetrics({
        variantId,
        rating,
        ...(processingTime === undefined ? {} : { processingTime }),
        ...(userId === undefined ? {} : { userId }),
      });
    });
  }

  /** Best first, by average rating times success rate. */
  static getPerformanceComparison(): Snapshot<VariantPerformance[]> {
    const known = current();
    const fresh = shared.read(async (client) => {
      known.performance = await client.performance();
      return structuredClone(known.performance);
    });
    return snapshot(structuredClone(known.performance), fresh);
  }

  /** Moves the weights to where the ratings point. Needs the admin key. */
  static autoOptimizeWeights(): Reported<{ weights: Record<string, number>; reason: string }> {
    return shared.change((client) => client.optimize());
  }

  /** Enters a new variant; `weight` is its percentage of the traffic. Needs the admin key. */
  static addVariant(variant: NewVariant): Reported<Variant> {
    const known = current();
    return shared.change(async (client) => {
      const added = await client.addVariant(variant);
      known.variants.set(variant.id, { ...added, prompt: variant.prompt });
      return added;
    });
  }

  /** Stops giving a variant to anyone. Its history stays. Needs the admin key. */
  static deactivateVariant(variantId: string): Reported<void> {
    return shared.change(async (client) => {
      await client.deactivateVariant(variantId);
    });
  }

  /** The variant's instructions with the sizes and objects filled in. */
  static generatePrompt(variantId: string, values: PromptParameters): Snapshot<string> {
    const known = current();
    const template = known.variants.get(variantId)?.prompt;
    const fresh = shared.read(async (client) => {
      if (!known.variants.has(variantId)) {
        for (const variant of await client.variants()) known.variants.set(variant.id, variant);
      }
      return client.prompt(variantId, values);
    });
    return textSnapshot(template === undefined ? '' : fillPrompt(template, values), fresh);
  }

  /** Whether b differs from a, by a test that stays valid however often it is asked. */
  static calculateSignificance(a: string, b: string): Snapshot<Significance> {
    const known = current();
    const key = JSON.stringify([a, b]);
    const fresh = shared.read(async (client) => {
      const answer = await client.significance(a, b);
      known.significance.set(key, answer);
      return { ...answer };
    });
    return snapshot({ ...(known.significance.get(key) ?? kUndecided) }, fresh);
  }
}
