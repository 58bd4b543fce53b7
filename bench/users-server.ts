import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

// A server of its own process that has many users and does nothing but write prepared pages of them. It prints its port.
//
//   tsx bench/users-server.ts <users> <users on a page>

const [users = 100_000, perPage = 200] = process.argv.slice(2).map(Number);
const statuses = [
  'ACTIVE',
  'ACTIVE',
  'ACTIVE',
  'ACTIVE',
  'STAGED',
  'PROVISIONED',
  'SUSPENDED',
  'LOCKED_OUT',
  'PASSWORD_EXPIRED',
  'RECOVERY',
];
const departments = ['Sales', 'Engineering', 'Finance', 'People', 'Support', 'Legal', 'Marketing', 'Operations'];
const cities = ['Rome', 'Riga', 'Oslo', 'Paris', 'Lagos', 'Lima', 'Delhi', 'Seoul', 'Quito', 'Turin'];

/** A user with a profile of twenty keys, about 1.4 KB of JSON. */
function user(index: number): object {
  const id = `00u${index.toString(36).padStart(9, '0')}0g4`;
  const login = `first.last${index}@example.com`;
  const time = new Date(Date.UTC(2020, 0, 1) + index * 60_000).toISOString();
  const pick = (list: readonly string[], step: number): string => list[Math.floor(index / step) % list.length] ?? '';
  return {
    id,
    status: pick(statuses, 1),
    created: time,
    activated: time,
    statusChanged: time,
    lastLogin: time,
    lastUpdated: time,
    passwordChanged: time,
    type: { id: 'otyfnjfba4ye7pgjB0g4' },
    profile: {
      login,
      email: login,
      firstName: `First${index % 977}`,
      lastName: `Last${index % 1_009}`,
      displayName: `First${index % 977} Last${index % 1_009}`,
      nickName: `f${index}`,
      title: `Title ${index % 40}`,
      department: pick(departments, 3),
      division: `Division ${index % 12}`,
      organization: 'Example',
      costCenter: `CC-${index % 90}`,
      employeeNumber: String(index),
      manager: `00u${(index % 997).toString(36).padStart(9, '0')}0g4`,
      mobilePhone: null,
      primaryPhone: `+1 555 ${String(index % 10_000).padStart(4, '0')}`,
      streetAddress: `${index % 300} Main Street`,
      city: pick(cities, 7),
      state: null,
      countryCode: 'IT',
      preferredLanguage: 'en',
    },
    credentials: {
      password: {},
      emails: [{ value: login, status: 'VERIFIED', type: 'PRIMARY' }],
      provider: { type: 'OKTA', name: 'OKTA' },
    },
    _links: { self: { href: `https://my-org.okta.com/api/v1/users/${id}` } },
  };
}

const size = Math.min(perPage, 200);
const pageCount = Math.ceil(users / size);
/** Pages past these repeat their bodies, so that a server of millions of users stays small. */
const distinctPages = Math.min(pageCount, 500);
const bodies = Array.from({ length: distinctPages }, (_none, page) =>
  Buffer.from(JSON.stringify(Array.from({ length: Math.min(size, users - page * size) }, (_user, index) => user(page * size + index)))),
);

function answer(request: IncomingMessage, response: ServerResponse): void {
  const { searchParams } = new URL(request.url ?? '/', 'http://server');
  const page = Number(searchParams.get('after') ?? 0);
  const isList = !searchParams.has('filter') && !searchParams.has('search');
  const body = isList ? (bodies[page % distinctPages] ?? '[]') : '[]';
  const next =
    isList && page + 1 < pageCount
      ? `<http://${request.headers.host ?? ''}/api/v1/users?after=${page + 1}&limit=${size}>; rel="next"`
      : null;
  response.writeHead(200, {
    'content-type': 'application/json',
    // A limit that nobody reaches: what is measured is not how well the engine waits.
    'x-rate-limit-limit': '100000000',
    'x-rate-limit-remaining': '99999999',
    'x-rate-limit-reset': String(Math.ceil(Date.now() / 1_000) + 60),
    'content-length': Buffer.byteLength(body),
    ...(next === null ? {} : { link: next }),
  });
  response.end(body);
}

const server = createServer(answer).listen(0, '127.0.0.1', () => {
  const address = server.address();
  console.log(typeof address === 'object' && address !== null ? address.port : 0);
});
