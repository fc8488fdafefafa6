import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';

export class FactsQuery {
  @ApiPropertyOptional({
    enum: ['true', 'false'],
    description: 'The facts carry their own `recordedtime`: the history of another store. Administrators only.',
  })
  @IsOptional()
  @IsIn(['true', 'false'])
  readonly import?: 'true' | 'false';
}
