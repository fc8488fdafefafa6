import { parseInstant } from '@paidonce/kernel';
import { Shift } from '../shifts/shift.js';
import { duplicate, unknown, type Recorder } from './recorder.js';
import { changeCall, rebook } from './rerate.js';

const NONE = -1;

export const callCompleted: Recorder<'call.completed'> = {
  record(world, read) {
    const { data } = read.fact;
    const campaign = world.campaignOf(data.campaignId);
    if (!campaign) return unknown('campaignId', 'campaign', data.campaignId);
    const { table } = world.calls;
    const known = table.find(campaign.number, data.callId);
    if (known !== NONE && table.factOf(known) !== NONE) return duplicate('callId', 'call', data.callId);
    const lead = data.leadId === undefined ? NONE : world.leads.find(data.leadId);
    if (data.leadId !== undefined && (lead === NONE || world.leads.clientOf(lead) !== campaign.contract.client)) {
      return unknown('leadId', 'lead of this client', data.leadId);
    }
    const call = table.open(campaign.number, data.callId);
    const position = world.append(read, call);
    table.complete(call, position, lead, data);
    campaign.contract.reach(read.occurredAt);
    const concerned = rebook(world, call);
    if (concerned) world.reassess(concerned);
    return undefined;
  },
  takeBack(world, position, mark) {
    const call = world.facts.subjectOf(position);
    changeCall(world, call, () => {
      mark();
      world.calls.table.reopen(call);
    });
  },
};

export const callScored: Recorder<'call.scored'> = {
  record(world, read) {
    const { campaignId, callId, score } = read.fact.data;
    const campaign = world.campaignOf(campaignId);
    const { table } = world.calls;
    const call = campaign ? table.find(campaign.number, callId) : NONE;
    if (call !== NONE && table.scoreOf(call) !== NONE) return duplicate('callId', 'the score of call', callId);
    if (!campaign) return unknown('campaignId', 'campaign', campaignId);
    if (call === NONE) return unknown('callId', 'call', callId);
    const position = world.append(read, call, score);
    table.setScore(call, position);
    const { book, periods } = campaign.contract;
    book.page(periods.at(read.occurredAt)).score(score, 1);
    return undefined;
  },
  takeBack(world, position, mark) {
    mark();
    const call = world.facts.subjectOf(position);
    const { book, periods } = world.calls.campaignOf(call).contract;
    world.calls.table.setScore(call, NONE);
    book.page(periods.at(world.facts.occurredAt(position))).score(world.facts.detailOf(position), -1);
  },
};

export const shiftWorked: Recorder<'shift.worked'> = {
  record(world, read) {
    const { data } = read.fact;
    const { shiftId, campaignId, operatorId } = data;
    const campaign = world.campaigns.get(campaignId);
    if (!campaign) return unknown('campaignId', 'campaign', campaignId);
    const key = JSON.stringify([campaign.number, shiftId]);
    let shift = world.shifts.get(key);
    if (shift && shift.fact !== NONE) return duplicate('shiftId', 'shift', shiftId);
    if (!shift) {
      shift = new Shift(world.shiftList.length, shiftId, campaign);
      world.shifts.set(key, shift);
      world.shiftList.push(shift);
    }
    const position = world.append(read, shift.number);
    shift.work(position, world.operator(campaign.contract.client, operatorId), data);
    campaign.contract.reach(parseInstant(data.to));
    shift.operator.place(shift, world.position);
    return undefined;
  },
  takeBack(world, position, mark) {
    mark();
    const shift = world.shiftList[world.facts.subjectOf(position)] as Shift;
    shift.fact = NONE;
    shift.operator.place(shift, world.position);
  },
};
