/** Axes with a picture in them. uPlot lays out the axes and follows the pointer; the picture is painted by the caller. */
import { useEffect, useRef } from 'preact/hooks';
import type { JSX } from 'preact';
import UPlot from 'uplot';
import { formatLogTick, formatTicks } from '../../view/format.ts';
import { logTicks, roundSteps } from '../../view/ticks.ts';
import type { Extent } from '../../view/extent.ts';
import type { Brush } from './brush.ts';
import { createBrush } from './brush.ts';
import { onThemeChange, property } from './theme.ts';

export interface AxisSpec {
  readonly label: string;
  readonly range: Extent;
  readonly logarithmic?: boolean;
  /** Ticks at whole numbers only. */
  readonly whole?: boolean;
}

export interface PlotProps {
  /** What a screen reader says in place of the picture. */
  readonly description: string;
  readonly x: AxisSpec;
  readonly y: AxisSpec;
  /** Height over width, and the least height in pixels. */
  readonly aspect: number;
  readonly leastHeight?: number;
  readonly grid?: boolean;
  readonly paint: (brush: Brush) => void;
  /** The value of x under the pointer; undefined when it has left. */
  readonly onPoint?: (x: number | undefined) => void;
}

const LABEL_SIZE = 22;
/** Least pixels between ticks of a vertical axis. */
const TICK_SPACE = 34;
/** A frame with sides shorter than this has its ticks closer. */
const SMALL = 200;
const [LINEAR, LOGARITHMIC] = [1, 3];

/** The plot always shows the latest properties; it is made anew only when an axis changes its kind. */
export function Plot(props: PlotProps): JSX.Element {
  const host = useRef<HTMLDivElement>(null);
  const latest = useRef(props);
  const plot = useRef<UPlot>(undefined);
  latest.current = props;
  const kind = `${props.x.logarithmic ?? false} ${props.y.logarithmic ?? false}`;

  useEffect(() => {
    const element = host.current;
    if (!element) return undefined;
    const made = new UPlot(optionsOf(latest, element.clientWidth), [[0], [0]], element);
    plot.current = made;
    const observer = new ResizeObserver(() => made.setSize(sizeOf(latest.current, element.clientWidth)));
    observer.observe(element);
    const forget = onThemeChange(() => made.redraw());
    return () => {
      observer.disconnect();
      forget();
      made.destroy();
    };
  }, [kind]);

  useEffect(() => {
    const made = plot.current;
    if (!made) return;
    const { x, y } = latest.current;
    made.batch(() => {
      made.setScale('x', { min: x.range[0], max: x.range[1] });
      made.setScale('y', { min: y.range[0], max: y.range[1] });
      made.redraw(false, true);
    });
  });

  return (
    <div class="frame">
      <p class="axis-y" aria-hidden="true">
        {props.y.label}
      </p>
      <div class="plot" role="img" aria-label={props.description} ref={host} />
      <p class="axis-x" aria-hidden="true">
        {props.x.label}
      </p>
    </div>
  );
}

type Latest = { readonly current: PlotProps };

function sizeOf({ aspect, leastHeight = 180 }: PlotProps, width: number): { width: number; height: number } {
  return { width: Math.max(120, width), height: Math.max(leastHeight, Math.round(width * aspect)) };
}

function optionsOf(latest: Latest, width: number): UPlot.Options {
  const scaleOf = (name: 'x' | 'y'): UPlot.Scale => ({
    time: false,
    auto: false,
    // oxlint-disable-next-line typescript/no-unsafe-enum-assignment -- the enum exists in uPlot's types only
    distr: latest.current[name].logarithmic ? LOGARITHMIC : LINEAR,
    range: () => [...latest.current[name].range] as [number, number],
  });
  return {
    ...sizeOf(latest.current, width),
    scales: { x: scaleOf('x'), y: scaleOf('y') },
    axes: [axisOf(latest, 'x'), axisOf(latest, 'y')],
    series: [{}, { show: false }],
    legend: { show: false },
    cursor: {
      show: latest.current.onPoint !== undefined,
      x: true,
      y: false,
      drag: { x: false, y: false },
      points: { show: false },
    },
    // null: uPlot leaves room for a label that ends beyond the frame.
    padding: [8, null, 0, 0],
    hooks: {
      draw: [(plot) => latest.current.paint(createBrush(plot))],
      setCursor: [
        (plot) => {
          const { left = -1 } = plot.cursor;
          latest.current.onPoint?.(left < 0 ? undefined : plot.posToVal(left, 'x'));
        },
      ],
    },
  };
}

function axisOf(latest: Latest, name: 'x' | 'y'): UPlot.Axis {
  const spec = latest.current[name];
  const font = `12px ${property('sans')}`;
  const [space, closer] = name === 'x' ? [64, 26] : [TICK_SPACE, 18];
  const lines = { stroke: () => property('grid'), width: 1, show: latest.current.grid ?? true };
  return {
    label: '',
    labelSize: 0,
    font,
    stroke: () => property('muted'),
    grid: lines,
    ticks: { show: true, stroke: () => property('rule'), width: 1, size: 4 },
    border: { show: true, stroke: () => property('rule'), width: 1 },
    gap: 4,
    size: name === 'x' ? LABEL_SIZE + 6 : (_plot, values) => widthOf(values, font),
    space: (_plot, _axis, _min, _max, pixels) => (pixels > SMALL ? space : closer),
    ...(spec.logarithmic
      ? {
          splits: (plot: UPlot) =>
            logTicks(latest.current[name].range, plot.bbox.height / devicePixelRatio / TICK_SPACE),
        }
      : { incrs: roundSteps(spec.whole ? 1 : 0) }),
    // Otherwise uPlot labels powers of ten only.
    filter: (_plot, ticks) => ticks,
    values: (_plot, ticks) =>
      spec.logarithmic ? ticks.map((tick) => (tick === null ? '' : formatLogTick(tick))) : formatTicks(ticks),
  };
}

const ruler = document.createElement('canvas').getContext('2d');

function widthOf(values: readonly (string | null)[] | null, font: string): number {
  if (!ruler) return 48;
  ruler.font = font;
  const widest = Math.max(12, ...(values ?? []).map((value) => ruler.measureText(value ?? '').width));
  return Math.ceil(widest) + 12;
}
