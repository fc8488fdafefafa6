import { Controller, Get, Header, Param } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { page } from '../openapi/page.js';
import { problemKinds } from './catalogue.js';
import { notFound } from './problem.js';

/** A page for each kind of problem: where its `type` leads. */
@ApiExcludeController()
@Controller('problems')
export class ProblemsController {
  @Get()
  @Header('content-type', 'text/html; charset=utf-8')
  list(): string {
    const rows = [...problemKinds].map(
      ([code, { status, title }]) => `<tr><td>${status}<td><a href="/problems/${code}">${code}</a><td>${title}`,
    );
    return page('Problems', `<table>${rows.join('')}</table>`);
  }

  @Get(':code')
  @Header('content-type', 'text/html; charset=utf-8')
  show(@Param('code') code: string): string {
    const kind = problemKinds.get(code);
    if (!kind) throw notFound('problem');
    return page(
      kind.title,
      `<p>${kind.meaning.replace(/`([^`]*)`/g, '<code>$1</code>')}</p><p>HTTP status ${kind.status}.</p>`,
    );
  }
}
