/** Name of the table, or the schema, that stands for what is written while a statement is checked. */
export const checkedTable = 'target';
