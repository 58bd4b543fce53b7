import { spawnSync } from 'node:child_process';

// Shows the main job on the sandbox org with the command line tool as it was built, then how to do the same on an org of one's own.

const connections = `SELECT applications.label, applications.name, connections.status, connections.authScheme
FROM okta.apps.connections
JOIN okta.apps.applications ON applications.id = connections.appId
WHERE connections.status <> 'UNKNOWN'
ORDER BY applications.label`;

function show(sql: string): void {
  process.stdout.write(`\n${sql.replace(/^/gm, '  ')}\n\n`);
  const { status } = spawnSync(process.execPath, ['dist/cli/launcher.cjs', 'exec', '--sandbox', sql], { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

process.stdout.write('Okta in SQL, on an org inside this process: no account, no network.\n');
show('SELECT label, name, status FROM okta.apps.applications ORDER BY label LIMIT 5');
process.stdout.write('\nWhich applications provision users, and is it switched on?\n');
show(connections);
process.stdout.write(`
The same on your own org:

  export OKTA_CLIENT_ORGURL=https://your-org.okta.com
  export OKTA_API_TOKEN=your-token
  npx oktaql exec "${connections.replaceAll('\n', ' ')}"
`);
