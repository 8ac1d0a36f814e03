/** What the dashboards ask, as Grafana would send it. */
import { renderDashboards } from '../../../infra/grafana/dashboards.ts';

export interface DashboardQuery {
  /** Title of the panel. */
  readonly panel: string;
  readonly expression: string;
}

interface PanelModel {
  readonly title: string;
  readonly targets?: readonly { readonly expr: string }[];
}

/** Every query of every panel, for one run, all scrape jobs, and a rate interval such as 1m. */
export function dashboardQueries(run: string, rateInterval: string): DashboardQuery[] {
  const models = [...renderDashboards().values()].map((text) => JSON.parse(text) as { panels: PanelModel[] });
  const asAsked = (expression: string): string =>
    expression.replaceAll('$__rate_interval', rateInterval).replaceAll('$run', run).replaceAll('$job', '.+');
  return models.flatMap(({ panels }) =>
    panels.flatMap(({ title, targets = [] }) =>
      targets.map(({ expr }) => ({ panel: title, expression: asAsked(expr) })),
    ),
  );
}
