import {
  campaignClosed,
  campaignLaunched,
  clientRegistered,
  contractAmended,
  contractSigned,
  contractTerminated,
} from './contract.recorder.js';
import { disputeOpened, disputeResolved, disputeWithdrawn } from './dispute.recorder.js';
import {
  leadArrived,
  leadConfirmed,
  leadIdentified,
  leadNotArrived,
  leadRegistered,
  leadReturned,
  leadTransferred,
  returnDecided,
} from './lead.recorder.js';
import { keyShared, personLinked, personSeparated } from './person.recorder.js';
import type { Recorders } from './recorder.js';
import { correctionIssued, factRetracted, paymentReceived, periodClosed } from './statement.recorder.js';
import { callCompleted, callScored, shiftWorked } from './work.recorder.js';

/** How every type of fact is recorded: a type without a recorder does not compile. */
export const recorders: Recorders = {
  'client.registered': clientRegistered,
  'contract.signed': contractSigned,
  'contract.amended': contractAmended,
  'contract.terminated': contractTerminated,
  'campaign.launched': campaignLaunched,
  'campaign.closed': campaignClosed,
  'lead.registered': leadRegistered,
  'lead.identified': leadIdentified,
  'person.linked': personLinked,
  'person.separated': personSeparated,
  'key.shared': keyShared,
  'call.completed': callCompleted,
  'call.scored': callScored,
  'shift.worked': shiftWorked,
  'lead.confirmed': leadConfirmed,
  'lead.transferred': leadTransferred,
  'lead.arrived': leadArrived,
  'lead.not-arrived': leadNotArrived,
  'lead.returned': leadReturned,
  'return.decided': returnDecided,
  'dispute.opened': disputeOpened,
  'dispute.resolved': disputeResolved,
  'dispute.withdrawn': disputeWithdrawn,
  'fact.retracted': factRetracted,
  'period.closed': periodClosed,
  'correction.issued': correctionIssued,
  'payment.received': paymentReceived,
};
