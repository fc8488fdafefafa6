import { Controller, Get, Header, Injectable } from '@nestjs/common';
import { ApiExcludeController, type OpenAPIObject } from '@nestjs/swagger';
import { docsPage } from './docs-page.js';

/** The document, once the routes that it describes are there. */
@Injectable()
export class OpenApi {
  document: OpenAPIObject | undefined;
}

@ApiExcludeController()
@Controller()
export class DocsController {
  constructor(readonly openApi: OpenApi) {}

  @Get('openapi.json')
  @Header('content-type', 'application/json; charset=utf-8')
  json(): string {
    return JSON.stringify(this.openApi.document);
  }

  @Get('docs')
  @Header('content-type', 'text/html; charset=utf-8')
  docs(): string {
    return this.openApi.document ? docsPage(this.openApi.document) : '';
  }
}
