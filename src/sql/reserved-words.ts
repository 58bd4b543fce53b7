/**
 * Words that are never names unless quoted: those of PostgreSQL's reserved list that this grammar gives a meaning to, without the ones
 * that APIs like to call their fields (`user`, `end`s of ranges stay reserved, `type`, `status`, `key`, `value` do not).
 */
const reserved: ReadonlySet<string> = new Set(
  (
    'ALL AND ANTI ANY ARRAY AS ASC ASOF BETWEEN BY CASE CAST CREATE CROSS DELETE DESC DISTINCT ELSE END EXCEPT EXISTS FALSE FETCH FOR FROM FULL ' +
    'GROUP HAVING ILIKE IN INNER INSERT INTERSECT INTO IS ISNULL JOIN LATERAL LEFT LIKE LIMIT NATURAL NOT NOTNULL NULL OFFSET ON OR ORDER ' +
    'OUTER QUALIFY RETURNING RIGHT SELECT SEMI SIMILAR SOME TABLE THEN TRUE UNION UPDATE USING VALUES WHEN WHERE WINDOW WITH'
  ).split(' '),
);

/** Tells whether a word, in upper case, is a keyword wherever it stands. */
export function isReserved(keyword: string): boolean {
  return reserved.has(keyword);
}
