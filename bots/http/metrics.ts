/** Counters and gauges of this process as Prometheus text (exposition format 0.0.4, prometheus.io/docs/instrumenting/exposition_formats). */

type Labels = Readonly<Record<string, string>>;

interface Counter {
  /** Adds one, or `by`, to the line with these labels. Label values are from closed lists, never foreign text. */
  add(labels?: Labels, by?: number): void;
}

/** What is read when somebody scrapes. Without lines it is left out. */
export interface Gauge {
  /** Ends in its unit, counters in `_total`. */
  readonly name: string;
  readonly help: string;
  /** `counter` for what is counted elsewhere and only grows; default gauge. */
  readonly type?: 'gauge' | 'counter';
  readonly lines: readonly { readonly labels: Labels; readonly value: number }[];
}

export interface Metrics {
  /** Finds or makes a counter; its name ends in `_total`. */
  counter(name: string, help: string): Counter;
  /** Everything counted so far, the gauges and the state of the process. */
  text(): Promise<string>;
}

interface Row {
  readonly help: string;
  readonly values: Map<string, number>;
}

function labelText(labels: Labels): string {
  const pairs = Object.entries(labels).map(
    ([name, value]) =>
      `${name}="${value
        .replaceAll('\\', '\\\\')
        .replaceAll('"', '\\"')
        .replaceAll('\n', String.raw`\n`)}"`,
  );
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

function section(name: string, type: 'counter' | 'gauge', help: string, lines: readonly string[]): string {
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...lines, ''].join('\n');
}

function processSections(): readonly string[] {
  const memory = process.memoryUsage();
  const cpu = process.cpuUsage();
  const gauges: readonly (readonly [string, string, number])[] = [
    ['process_uptime_seconds', 'Seconds since the process started.', process.uptime()],
    ['process_resident_memory_bytes', 'Memory of the process.', memory.rss],
    ['nodejs_heap_size_used_bytes', 'Used part of the heap.', memory.heapUsed],
    ['nodejs_external_memory_bytes', 'Memory outside the heap.', memory.external],
  ];
  const seconds = (cpu.user + cpu.system) / 1_000_000;
  return [
    ...gauges.map(([name, help, value]) => section(name, 'gauge', help, [`${name} ${value}`])),
    section('process_cpu_seconds_total', 'counter', 'Processor time used.', [`process_cpu_seconds_total ${seconds}`]),
  ];
}

function gaugeSection({ name, help, type = 'gauge', lines }: Gauge): string {
  if (lines.length === 0) return '';
  return section(
    name,
    type,
    help,
    lines.map(({ labels, value }) => `${name}${labelText(labels)} ${value}`),
  );
}

/** Makes an empty registry; `gauges` is asked at every scrape and does not reject. */
export function createMetrics(gauges: () => Promise<readonly Gauge[]> = () => Promise.resolve([])): Metrics {
  const rows = new Map<string, Row>();
  return {
    counter(name, help) {
      const row = rows.get(name) ?? { help, values: new Map<string, number>() };
      rows.set(name, row);
      return {
        add(labels = {}, by = 1) {
          const key = labelText(labels);
          row.values.set(key, (row.values.get(key) ?? 0) + by);
        },
      };
    },
    async text() {
      const read = (await gauges()).map(gaugeSection);
      const counted = [...rows].map(([name, { help, values }]) =>
        section(
          name,
          'counter',
          help,
          [...values].map(([labels, value]) => `${name}${labels} ${value}`),
        ),
      );
      return [...processSections(), ...read, ...counted].join('');
    },
  };
}
