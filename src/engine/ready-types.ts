import type { RelationalLoader } from '../executor/run-query.ts';
import type { Plan } from '../planner/plan.ts';
import type { Column, Page } from '../values/value.ts';
import type { Progress } from './create-result.ts';
import type { LocalSession } from './local-session.ts';
import type { ProviderContext } from './provider-context.ts';
import type { ResultKind, RunOptions } from './public-types.ts';

/** A statement that is bound and prepared as far as it can be without a request. */
export interface ReadyStatement {
  readonly kind: ResultKind;
  readonly columns: readonly Column[];
  run(progress: Progress): AsyncIterable<Page>;
  close(): Promise<void>;
}

/** What making statements ready needs. */
export interface ReadyOptions {
  readonly context: ProviderContext;
  readonly relational: RelationalLoader;
  readonly local: LocalSession;
  readonly run: RunOptions;
  /** Applies a SET when its turn comes. */
  readonly set: (plan: Extract<Plan, { kind: 'setting' }>) => void;
}
