import { createParamDecorator, Injectable, SetMetadata, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { Problem } from '../problems/problem.js';
import { principalOf, type Principal } from './principal.js';
import type { Role } from './roles.js';

const ALLOWED = 'paidonce:roles';

/** Who may use a route. A route under `/v1` that does not say it is closed to all. */
export const Allow = (...roles: readonly Role[]): MethodDecorator & ClassDecorator => SetMetadata(ALLOWED, roles);

/** The one who asks, as a parameter of a route that is not open. */
export const Asking = createParamDecorator((_: unknown, context: ExecutionContext): Principal => {
  const principal = principalOf(context.switchToHttp().getRequest<FastifyRequest>());
  if (!principal) throw new Problem('unauthorized');
  return principal;
});

@Injectable()
export class AccessGuard implements CanActivate {
  constructor(readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    if (!isGuarded(request)) return true;
    const allowed = this.reflector.getAllAndOverride<readonly Role[] | undefined>(ALLOWED, [
      context.getHandler(),
      context.getClass(),
    ]);
    const principal = principalOf(request);
    if (!principal) throw new Problem('unauthorized');
    if (allowed?.includes(principal.role)) return true;
    throw new Problem('forbidden', `The role ${principal.role} does not allow this.`);
  }
}

/** Everything of the business; health, metrics and documentation are open. */
export function isGuarded({ routeOptions, url }: FastifyRequest): boolean {
  return (routeOptions.url ?? url).startsWith('/v1');
}
