import { nameOnWire, schemaLookup } from '../../catalog/lookup.ts';
import { QueryError, type SourceSpan } from '../../errors/query-error.ts';
import type { RequestBody } from '../../request/method-call.ts';
import { type BodyProblem, validateBody } from '../../request/validate-body.ts';
import type { DeleteStatement, ExecStatement, InsertStatement, UpdateStatement } from '../../sql/ast.ts';
import { requestBodies } from './change-calls.ts';
import { nameSpan } from '../find-relation.ts';
import type { BodyAssignment, ChangePlan } from '../plan.ts';

type ChangeStatement = InsertStatement | UpdateStatement | DeleteStatement | ExecStatement;

/** A change whose bodies are checked where all their values are known; what the document does not list becomes a notice. Throws `invalid_body`. */
export function withCheckedBodies(plan: ChangePlan, statement: ChangeStatement): ChangePlan {
  if (plan.driver.kind !== 'rows' || plan.read?.when === 'merge') return plan;
  const notices = requestBodies(plan, plan.driver.rows).flatMap((body, row) =>
    bodyNotices(plan, body, (assignment) => valueSpan(statement, row, assignment)),
  );
  return notices.length === 0 ? plan : { ...plan, notices: [...plan.notices, ...new Set(notices)] };
}

/** Place of the value for an assignment, or of the statement's object where nothing is assigned. */
type Locate = (assignment: BodyAssignment | undefined) => SourceSpan | undefined;

/**
 * What a body has that the document does not list. Throws `invalid_body` for required fields that are missing, values of another type and
 * variants that do not fit. An UPDATE says only what changes, so that what it leaves out or clears is for the server to judge.
 */
export function bodyNotices(
  plan: ChangePlan,
  body: RequestBody | null,
  locate: Locate = (assignment) => assignment?.span,
): readonly string[] {
  const { method, service } = plan.target;
  if (method.body === null || body?.kind !== 'json' || plan.body.kind === 'patch' || isEmptyUpdate(plan)) return [];
  const problems = validateBody(method.body.schema, body.value, schemaLookup(service));
  const wrong = problems.find((problem) => problem.severity === 'error' && !(plan.verb === 'update' && problem.kind !== undefined));
  if (wrong !== undefined) throw refusal(wrong, plan, locate);
  return problems.filter(({ severity }) => severity === 'notice').map((problem) => `${subject(problem, plan)} ${problem.message}`);
}

function isEmptyUpdate({ verb, body }: ChangePlan): boolean {
  return verb === 'update' && body.kind === 'fields' && body.assignments.length === 0;
}

/** The place as the statement calls it. */
function subject({ path }: BodyProblem, { target, body }: ChangePlan): string {
  if (path === '') return 'the body';
  const fields = body.kind === 'whole' ? [] : (target.method.body?.fields ?? []);
  const renamed = fields.find(({ wireName }) => wireName !== undefined && (path === wireName || path.startsWith(`${wireName}.`)));
  return `body field ${renamed === undefined ? path : renamed.name + path.slice(nameOnWire(renamed).length)}`;
}

function refusal(problem: BodyProblem, plan: ChangePlan, locate: Locate): QueryError {
  const span = plan.body.kind === 'whole' ? plan.body.span : locate(assignmentFor(problem, plan));
  return new QueryError('invalid_body', `${subject(problem, plan)} ${problem.message}`, {
    ...(span === undefined ? {} : { span }),
    hint: `DESCRIBE METHOD ${[plan.target.service.provider, plan.target.service.name, plan.target.resource.name, plan.target.method.name].join('.')} shows what it takes.`,
  });
}

/** The assignment that made the part of the body in which a problem is. */
function assignmentFor({ path }: BodyProblem, { body }: ChangePlan): BodyAssignment | undefined {
  if (body.kind !== 'fields') return undefined;
  const inside = (assignment: BodyAssignment): boolean => {
    const start = assignment.path.join('.');
    return path === start || ['.', '['].some((next) => path.startsWith(start + next)) || path.startsWith(`["${start}"]`);
  };
  return body.assignments.filter(inside).sort((a, b) => b.path.length - a.path.length)[0];
}

function valueSpan(statement: ChangeStatement, row: number, assignment: BodyAssignment | undefined): SourceSpan {
  if (statement.kind === 'exec') return assignment?.span ?? nameSpan(statement.method);
  if (assignment === undefined) return statement.relation.nameSpan;
  if (statement.kind !== 'insert' || assignment.value.kind !== 'column' || statement.source.body.kind !== 'values') return assignment.span;
  return statement.source.body.rows[row]?.[assignment.value.index]?.span ?? assignment.span;
}
