/** What the user chooses at the top of a dashboard: the data source, the run, the jobs of the workers. */
import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import { DATA_SOURCE } from './panels.ts';

export function dataSourceVariable(): dashboard.DatasourceVariableBuilder {
  return new dashboard.DatasourceVariableBuilder('datasource').label('Data source').type('prometheus');
}

function labelVariable(name: string, metric: string, label: string): dashboard.QueryVariableBuilder {
  const query = `label_values(${metric}, ${label})`;
  return new dashboard.QueryVariableBuilder(name)
    .datasource(DATA_SOURCE)
    .query({ query, refId: 'PrometheusVariableQueryEditor-VariableQuery' })
    .definition(query)
    .refresh(dashboard.VariableRefresh.OnTimeRangeChanged);
}

/** One run; the last in the alphabet first, since run names end with their date. */
export function runVariable(): dashboard.QueryVariableBuilder {
  const run = labelVariable('run', 'enkit_run_info', 'run').label('Run');
  return run.description('The run, as named by enkit_run_info').sort(dashboard.VariableSort.AlphabeticalDesc);
}

/** Scrape jobs of the workers: one for each release in a cluster. */
export function jobVariable(): dashboard.QueryVariableBuilder {
  const job = labelVariable('job', 'enkit_build_info', 'job').label('Scrape job').multi(true).includeAll(true);
  return job.description('Prometheus jobs that scrape EnKit').sort(dashboard.VariableSort.AlphabeticalAsc);
}

/** A dashboard that is edited here, not in Grafana. */
export function createDashboard(title: string, uid: string, description: string): dashboard.DashboardBuilder {
  return new dashboard.DashboardBuilder(title)
    .uid(uid)
    .description(description)
    .tags(['enkit'])
    .readonly()
    .timezone('browser')
    .tooltip(dashboard.DashboardCursorSync.Crosshair)
    .refresh('30s')
    .link(
      new dashboard.DashboardLinkBuilder('EnKit dashboards')
        .type(dashboard.DashboardLinkType.Dashboards)
        .tags(['enkit'])
        .keepTime(true)
        .includeVars(true),
    );
}
