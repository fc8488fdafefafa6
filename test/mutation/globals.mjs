/** What stands for `@jest/globals` in the in-process runner, which sets it before it imports the specs. */
export const describe = (...given) => globalThis.__specs.describe(...given);
export const it = Object.assign((...given) => globalThis.__specs.it(...given), {
  each: (rows) => globalThis.__specs.it.each(rows),
});
export { expect } from 'expect';
