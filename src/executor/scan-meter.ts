import type { ApiClient, CallEntry } from '../http/client.ts';
import type { ScanActual } from '../planner/explain/explain-facts.ts';
import type { ScanPlan } from '../planner/plan.ts';
import type { MethodCall } from '../request/method-call.ts';

/** Counts what the scans of one statement take. */
export interface ScanMeter {
  /** Counts of one scan; copies of it that share its columns share them. */
  scan(scan: ScanPlan): ScanGauge;
  /** Told of a list that was read to its end. */
  list(call: MethodCall, rows: number): void;
  /** What was counted so far. */
  readonly actuals: ReadonlyMap<ScanPlan['columns'], ScanActual>;
}

/** Counts of one scan. */
export interface ScanGauge {
  /** The client with the scan's calls counted, instead of another scan's if they were. */
  client(client: ApiClient): ApiClient;
  rows(count: number): void;
}

/** Counters at zero; `listed` takes what {@link ScanMeter.list} is told. */
export function createScanMeter(listed: (call: MethodCall, rows: number) => void): ScanMeter {
  const actuals = new Map<ScanPlan['columns'], MutableActual>();
  const gauges = new Map<ScanPlan['columns'], ScanGauge>();
  return {
    actuals,
    list: listed,
    scan({ columns }) {
      const known = gauges.get(columns);
      if (known !== undefined) return known;
      const actual: MutableActual = { calls: 0, shared: 0, rows: 0, bytes: 0, milliseconds: 0, waited: 0 };
      const gauge = gaugeOf(actual);
      actuals.set(columns, actual);
      gauges.set(columns, gauge);
      return gauge;
    },
  };
}

type MutableActual = { -readonly [Key in keyof ScanActual]: ScanActual[Key] };

function gaugeOf(actual: MutableActual): ScanGauge {
  const count = ({ milliseconds, bytes, waited = 0 }: CallEntry): void => {
    actual.calls += 1;
    actual.milliseconds += milliseconds;
    actual.bytes += bytes;
    actual.waited += waited;
  };
  return {
    client: (client) => new MeteredClient(client instanceof MeteredClient ? client.inner : client, actual, count),
    rows(more) {
      actual.rows += more;
    },
  };
}

/** A client whose calls are counted for one scan. */
class MeteredClient implements ApiClient {
  readonly inner: ApiClient;
  readonly #actual: MutableActual;
  readonly #count: (entry: CallEntry) => void;

  constructor(inner: ApiClient, actual: MutableActual, count: (entry: CallEntry) => void) {
    this.inner = inner;
    this.#actual = actual;
    this.#count = count;
  }

  get provider(): ApiClient['provider'] {
    return this.inner.provider;
  }

  send: ApiClient['send'] = async (call, options) => {
    let sent = false;
    const onCall = (entry: CallEntry): void => {
      sent = true;
      options.onCall?.(entry);
      this.#count(entry);
    };
    const response = await this.inner.send(call, { ...options, onCall });
    if (!sent) this.#actual.shared += 1;
    return response;
  };
}
