export { Settlement, type Applied } from './engine.js';
export { type Statement, type StatementLine } from './book/statement.js';
