/** The dashboards by the name of their file in dashboards/. */
import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { buildFleetDashboard } from './fleetDashboard.ts';
import { buildRunDashboard } from './runDashboard.ts';

/** Panels are numbered in their order, so that links to a panel stay. */
function numberPanels(dashboard: Dashboard): Dashboard {
  return {
    ...dashboard,
    panels: (dashboard.panels ?? []).map((panel, index) => Object.assign({}, panel, { id: index + 1 })),
  };
}

/** File name to JSON text. */
export function renderDashboards(): ReadonlyMap<string, string> {
  const built = { 'enkit-run.json': buildRunDashboard(), 'enkit-fleet.json': buildFleetDashboard() };
  return new Map(
    Object.entries(built).map(([file, dashboard]) => [file, `${JSON.stringify(numberPanels(dashboard), null, 2)}\n`]),
  );
}
