import type { FastifyInstance } from 'fastify';
import { Problem } from './problem.js';

interface Route {
  readonly pattern: RegExp;
  readonly methods: Set<string>;
}

/** Which methods an address has, for those who come with another one. */
export class AllowedMethods {
  readonly #routes = new Map<string, Route>();

  /** Has to be made before there are routes. */
  constructor(fastify: FastifyInstance) {
    fastify.addHook('onRoute', ({ url, method }) => {
      if (url.includes('*')) return;
      const route = this.#routes.get(url) ?? { pattern: patternOf(url), methods: new Set() };
      for (const one of [method].flat()) route.methods.add(one);
      this.#routes.set(url, route);
    });
  }

  /** Of an address as it was asked for; empty where nothing is there. */
  of(url: string): string[] {
    const path = url.split('?', 1)[0] ?? '';
    const found = [...this.#routes.values()].filter(({ pattern }) => pattern.test(path));
    return [...new Set(found.flatMap(({ methods }) => [...methods]))].sort();
  }
}

function patternOf(url: string): RegExp {
  const parts = url
    .split('/')
    .map((part) => (part.startsWith(':') ? '[^/]+' : part.replace(/[.+?^${}()|[\]\\]/g, '\\$&')));
  return new RegExp(`^${parts.join('/')}$`);
}

export function notAllowed(method: string, allowed: readonly string[]): Problem {
  return new Problem('method-not-allowed', `This address has no ${method}: it has ${allowed.join(', ')}.`);
}
