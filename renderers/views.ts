import { LRUCache } from 'lru-cache';
import * as vega from 'vega';
import type { Loader, Runtime, View } from 'vega';
import { expressionInterpreter } from 'vega-interpreter';

import type { Chart, Theme } from '../core/reports/report.ts';
import type { Frame, Row } from './layout/frame.ts';
import { writeSvg } from './svg.ts';
import type { SceneMark } from './svg.ts';
import { loadTemplate } from './templates.ts';
import { SIZES } from './theme.ts';
import type { Measure } from './text.ts';

/** Views are kept per template and row counts; a bot shows few shapes of chart, over and over. */
const KEPT_VIEWS = 32;

/** Our charts bring their data: nothing is ever fetched or read, whatever a template says (Vega's own loader does both). */
const DENY: Loader = {
  load: refuse,
  sanitize: refuse,
  http: refuse,
  file: refuse,
};

function refuse(): Promise<never> {
  return Promise.reject(new Error('Charts load nothing.'));
}

/** Lets Vega measure text in our fonts; without a canvas it guesses 0.8 em a letter. */
export function measureWith(measure: Measure): void {
  const { textMetrics } = vega as unknown as {
    textMetrics: { width: (item: { fontSize?: number; fontWeight?: number | string }, text: unknown) => number };
  };
  textMetrics.width = ({ fontSize = 11, fontWeight }, text) =>
    typeof text === 'string' ? measure(text, fontSize, Number(fontWeight) >= 600 ? 600 : 400) : 0;
}

/** Draws laid out charts as SVG. A View is made once per shape of chart and fed in place afterwards (performance: 1 ms). */
export class Views {
  readonly #runtimes = new Map<string, Promise<{ readonly runtime: Runtime; readonly background: string }>>();
  readonly #kept = new LRUCache<string, KeptView>({ max: KEPT_VIEWS, dispose: (view) => void view.finish() });

  async draw(frame: Frame, theme: Theme): Promise<string> {
    const { runtime, background } = await this.#runtime(frame.kind, theme);
    const counts = Object.entries(frame.rows).map(([name, rows]) => `${name}=${rows.length}`);
    const key = [frame.kind, theme, frame.height, ...counts].join(' ');
    const view = this.#kept.get(key) ?? new KeptView(runtime, frame, background);
    this.#kept.set(key, view, { noDisposeOnSet: true });
    try {
      return await view.draw(frame);
    } catch (error) {
      this.#kept.delete(key);
      throw error;
    }
  }

  /** Gives all Views back. */
  close(): void {
    this.#kept.clear();
  }

  #runtime(kind: Chart['kind'], theme: Theme) {
    const key = `${kind} ${theme}`;
    const known = this.#runtimes.get(key);
    if (known !== undefined) return known;
    const made = loadTemplate(kind, theme).then((spec) => ({
      // `ast` leaves expressions as trees for the interpreter: no code is ever made from text.
      runtime: vega.parse(spec, undefined, { ast: true }),
      background: typeof spec.background === 'string' ? spec.background : '#ffffff',
    }));
    this.#runtimes.set(key, made);
    made.catch(() => this.#runtimes.delete(key));
    return made;
  }
}

type MutableRow = { -readonly [Field in keyof Row]: Row[Field] };

/** One View whose rows are changed in place. Draws one chart at a time, in the order asked. */
class KeptView {
  readonly #view: View;
  readonly #rows = new Map<string, readonly MutableRow[]>();
  readonly #background: string;
  #turn: Promise<unknown> = Promise.resolve();
  #fault: unknown;

  constructor(runtime: Runtime, frame: Frame, background: string) {
    this.#background = background;
    this.#view = new vega.View(runtime, {
      renderer: 'none',
      loader: DENY,
      logger: this.#logger(),
      expr: expressionInterpreter,
    });
    this.#view.height(frame.height);
    for (const [name, rows] of Object.entries(frame.rows)) {
      // Vega keeps these very objects as its tuples; changing them is what makes the next chart cheap.
      const own = rows.map((row) => ({ ...row }));
      this.#rows.set(name, own);
      this.#view.data(name, own);
    }
  }

  draw(frame: Frame): Promise<string> {
    const drawn = this.#turn.then(() => this.#draw(frame));
    this.#turn = drawn.catch(() => undefined);
    return drawn;
  }

  /** Gives the View back once the charts asked for are drawn. */
  async finish(): Promise<void> {
    await this.#turn;
    this.#view.finalize();
  }

  async #draw(frame: Frame): Promise<string> {
    for (const [name, rows] of Object.entries(frame.rows)) this.#change(name, rows);
    for (const [name, value] of Object.entries(frame.signals)) this.#view.signal(name, value);
    await this.#view.runAsync();
    if (this.#fault !== undefined) throw new Error('The chart could not be laid out.', { cause: this.#fault });
    const { root } = this.#view.scenegraph() as unknown as { readonly root: SceneMark };
    const sheet = { width: SIZES.width, height: frame.height, density: SIZES.density, background: this.#background };
    return writeSvg(root, sheet) ?? this.#view.toSVG(SIZES.density);
  }

  #change(name: string, rows: readonly Row[]): void {
    const own = this.#rows.get(name) ?? [];
    const changes = vega.changeset();
    let changed = false;
    for (const [i, row] of rows.entries()) {
      const tuple = own[i];
      for (const [field, value] of Object.entries(row)) {
        if (tuple === undefined || tuple[field] === value) continue;
        changes.modify(tuple, field, value);
        changed = true;
      }
    }
    if (changed) this.#view.change(name, changes);
  }

  /** Vega reports faults to its logger and goes on; here they fail the chart. */
  #logger(): vega.LoggerInterface {
    const logger: vega.LoggerInterface = {
      level: (level?: number) => (level === undefined ? 0 : logger),
      error: (...faults: readonly unknown[]) => {
        this.#fault = faults[0];
        return logger;
      },
      warn: () => logger,
      info: () => logger,
      debug: () => logger,
    };
    return logger;
  }
}
